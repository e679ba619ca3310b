// Listing through supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "./support.mjs";
import { madeBucket } from "./storage_support.mjs";

const names = ["a.txt", "b/1.txt", "b/2.txt", "b/c/3.txt", "d.txt", "e/4.txt"];
const { objects } = await madeBucket();
for (const name of names) ok(await objects.upload(name, name, { contentType: "text/plain" }));

test("one level, with folders", async () => {
  const rows = ok(await objects.list());
  assert.deepEqual(rows.map((row) => row.name), ["a.txt", "b", "d.txt", "e"]);
  assert.deepEqual(rows.map((row) => row.id === null), [false, true, false, true]);
  assert.equal(rows[0].metadata.mimetype, "text/plain");
  assert.deepEqual(ok(await objects.list("b")).map((row) => row.name), ["1.txt", "2.txt", "c"]);
});

test("pages, order, search", async () => {
  const page = ok(await objects.list("", { limit: 2, offset: 1 }));
  assert.deepEqual(page.map((row) => row.name), ["b", "d.txt"]);
  const sortBy = { column: "name", order: "desc" };
  const back = ok(await objects.list("", { sortBy }));
  assert.deepEqual(back.map((row) => row.name), ["e", "d.txt", "b", "a.txt"]);
  const found = ok(await objects.list("b", { search: "2" }));
  assert.deepEqual(found.map((row) => row.name), ["2.txt"]);
});

test("all names below a prefix", async () => {
  const all = ok(await objects.listV2({ prefix: "b/" }));
  assert.deepEqual(all.objects.map((row) => row.name), names.slice(1, 4));
  assert.equal(all.hasNext, false);
});

for (const column of ["name", "created_at", "updated_at"]) {
  for (const order of ["asc", "desc"]) {
    test(`page by page, by ${column} ${order}`, async () => {
      const seen = [];
      let cursor;
      do {
        const sortBy = { column, order };
        const page = ok(await objects.listV2({ limit: 2, with_delimiter: true, sortBy, cursor }));
        seen.push([...page.folders, ...page.objects].map((row) => row.name).sort());
        cursor = page.hasNext ? page.nextCursor : undefined;
      } while (cursor);
      const pages = [["a.txt", "b/"], ["d.txt", "e/"]];
      assert.deepEqual(seen, order === "asc" ? pages : pages.reverse());
    });
  }
}
