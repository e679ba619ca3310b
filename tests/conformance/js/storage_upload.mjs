// Uploads through supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { admin, ok } from "./support.mjs";
import { madeBucket, text } from "./storage_support.mjs";

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));

for (const [what, body] of Object.entries({
  Buffer: bytes,
  ArrayBuffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  Blob: new Blob([bytes]),
  File: new File([bytes], "x.bin"),
  Stream: new Blob([bytes]).stream(),
})) {
  test(`a ${what} comes back as it was`, async () => {
    const { id, objects } = await madeBucket();
    const options = { contentType: "application/x-own", duplex: "half" };
    const stored = ok(await objects.upload("a/x.bin", body, options));
    assert.equal(stored.path, "a/x.bin");
    assert.equal(stored.fullPath, `${id}/a/x.bin`);
    assert.match(stored.id, /^[0-9a-f-]{36}$/);
    const got = ok(await objects.download("a/x.bin"));
    assert.ok(bytes.equals(Buffer.from(await got.arrayBuffer())));
    assert.equal((await objects.info("a/x.bin")).data.size, bytes.length);
  });
}

test("a FormData", async () => {
  const { objects } = await madeBucket();
  const form = new FormData();
  form.append("file", new Blob(["in a form"], { type: "text/csv" }), "x.csv");
  ok(await objects.upload("x.csv", form, { metadata: { a: 1 }, cacheControl: "7" }));
  const info = ok(await objects.info("x.csv"));
  assert.deepEqual(
    [info.contentType, info.cacheControl, info.metadata],
    ["text/csv", "max-age=7", { a: 1 }],
  );
});

test("a name is taken, unless it is overwritten", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("x", "one"));
  const { error } = await objects.upload("x", "two");
  assert.deepEqual([error.statusCode, error.message], ["409", "The resource already exists"]);
  ok(await objects.upload("x", "two", { upsert: true }));
  ok(await objects.update("x", "three"));
  assert.equal(await text(ok(await objects.download("x"))), "three");
});

test("custom metadata beside a raw body", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("x", "body", { metadata: { who: "größer" }, contentType: "a/b" }));
  assert.deepEqual(ok(await objects.info("x")).metadata, { who: "größer" });
});

test("limits of the bucket", async () => {
  const { objects } = await madeBucket({ fileSizeLimit: 10, allowedMimeTypes: ["image/png"] });
  const large = await objects.upload("x", Buffer.alloc(11), { contentType: "image/png" });
  assert.equal(large.error.statusCode, "413");
  assert.equal(large.error.message, "The object exceeded the maximum allowed size");
  const other = await objects.upload("x", "x", { contentType: "image/jpeg" });
  assert.equal(other.error.statusCode, "415");
  assert.equal(other.error.message, "mime type image/jpeg is not supported");
});

test("whether it exists", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("x", "x"));
  assert.equal((await objects.exists("x")).data, true);
  assert.equal((await objects.exists("y")).data, false);
  await assert.rejects(admin().storage.from("nowhere").exists("x"), /Bucket not found/);
});

test("removed files are named", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("a", "a"));
  ok(await objects.upload("b", "b"));
  assert.deepEqual(ok(await objects.remove(["a", "no"])).map((row) => row.name), ["a"]);
  assert.deepEqual(ok(await objects.list()).map((row) => row.name), ["b"]);
});
