// Inserts, upserts, updates and deletes with supabase-js. Its own rows: titles begin with "js ".
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { admin, client, ok, signedUp } from "./support.mjs";

const books = () => client().from("books");
const row = (title, more = {}) => ({ title: `js ${title}`, author_id: 4, ...more });

afterEach(async () => ok(await admin().from("books").delete().eq("author_id", 4)));

test("insert answers 201 with nothing, or with the rows asked for", async () => {
  const quiet = await books().insert(row("quiet"));
  assert.deepEqual([quiet.status, quiet.data, quiet.error], [201, null, null]);
  const told = await books().insert(row("told")).select("title, authors!author_id(name)").single();
  assert.deepEqual(told.data, { title: "js told", authors: { name: "Nobody Yet" } });
});

test("rows of different shape get null or the default", async () => {
  const rows = [row("a", { tags: ["x"] }), row("b")];
  const refused = await books().insert(rows);
  assert.deepEqual([refused.status, refused.error.code], [400, "23502"]);
  const kept = await books().insert(rows, { defaultToNull: false, count: "exact" }).select("tags");
  assert.deepEqual([kept.data, kept.count], [[{ tags: ["x"] }, { tags: [] }], 2]);
});

test("values of every kind come back as they went", async () => {
  const odd = row("naïve 中 🙂 'q' \"x\" \\ \n", { details: { a: [1, null, { b: "ü" }], n: 1.5 } });
  assert.deepEqual(ok(await books().insert(odd).select("title, author_id, details").single()), odd);
});

test("upsert merges or ignores, by primary or another key", async () => {
  ok(await books().insert(row("first", { isbn: "js-1" })));
  const by = { onConflict: "isbn" };
  const merged = await books().upsert(row("merged", { isbn: "js-1" }), by).select("title");
  assert.deepEqual([merged.status, merged.data], [200, [{ title: "js merged" }]]);
  const ignored = await books().upsert(row("no", { isbn: "js-1" }), { ...by, ignoreDuplicates: true }).select();
  assert.deepEqual(ignored.data, []);
  const both = [row("one", { isbn: "js-1" }), row("two", { isbn: "js-2" })];
  const answer = await books().upsert(both, { ...by, count: "exact" }).select("isbn").order("isbn");
  assert.deepEqual([answer.data, answer.count], [[{ isbn: "js-1" }, { isbn: "js-2" }], 2]);
  assert.equal((await books().upsert(row("x"), { onConflict: "title" })).error.code, "42P10");
});

test("update and delete touch what the filter finds", async () => {
  ok(await books().insert([row("a"), row("b"), row("c")]));
  const changed = await books().update({ price: 7 }, { count: "exact" }).in("title", ["js a", "js b"]);
  assert.deepEqual([changed.status, changed.count, changed.data], [204, 2, null]);
  const gone = await books().delete({ count: "exact" }).eq("price", 7).eq("author_id", 4).select("title").order("title");
  assert.deepEqual([gone.count, gone.data], [2, [{ title: "js a" }, { title: "js b" }]]);
  const none = await books().delete().eq("id", 9999).select();
  assert.deepEqual([none.status, none.data], [200, []]);
});

test("what the table refuses is told by status and code", async () => {
  for (const [bad, status, code] of [
    [{ author_id: 77 }, 409, "23503"],
    [{ isbn: "111" }, 409, "23505"],
    [{ title: null }, 400, "23502"],
    [{ pages: 0 }, 400, "23514"],
    [{ author_id: "one" }, 400, "22P02"],
    [{ nope: 1 }, 400, "PGRST204"],
  ]) {
    const answer = await books().insert(row("bad", bad));
    assert.deepEqual([answer.status, answer.error.code], [status, code]);
  }
});

test("a stranger is refused, and nobody writes as another", async () => {
  const stranger = await client().from("diaries").insert({ line: "x" });
  assert.deepEqual([stranger.status, stranger.error.code], [401, "42501"]);
  const { client: mine, user } = await signedUp();
  const forged = await mine.from("diaries").insert({ line: "x", owner: crypto.randomUUID() });
  assert.deepEqual([forged.status, forged.error.code], [403, "42501"]);
  const own = ok(await mine.from("diaries").insert({ line: "dear" }).select().single());
  assert.equal(own.owner, user.id);
  assert.deepEqual(ok(await mine.from("diaries").select("line")), [{ line: "dear" }]);
});
