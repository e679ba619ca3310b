// Calling functions with supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ok } from "./support.mjs";

const rpc = (...call) => client().rpc(...call);

for (const get of [false, true]) {
  test(`a scalar by ${get ? "GET" : "POST"}`, async () => {
    assert.equal(ok(await rpc("add", { a: 1, b: 2 }, { get })), 3);
    assert.equal(ok(await rpc("greet", { p_name: "a&b+c=ü" }, { get })), "Hello, a&b+c=ü");
    assert.equal(ok(await rpc("greet", {}, { get })), "Hello, you");
    assert.equal(ok(await rpc("sum_all", { p_numbers: [1, 2, 3] }, { get })), 6);
  });
}

test("rows are filtered, ordered and cut like a table", async () => {
  const rows = rpc("books_by", { p_author: 2 }).select("id, pages, authors!editor_id(name)");
  const found = ok(await rows.gte("pages", 300).order("id", { ascending: false }).limit(1));
  assert.deepEqual(found, [{ id: 5, pages: 300, authors: null }]);
  assert.equal(ok(await rpc("books_by", { p_author: 3 }).single()).id, 3);
  assert.equal(ok(await rpc("books_by", { p_author: 99 }).maybeSingle()), null);
});

test("counting what a function finds", async () => {
  const some = await rpc("books_by", { p_author: 2 }, { count: "exact" }).limit(1);
  assert.deepEqual([some.count, some.data.length], [3, 1]);
  const none = await rpc("books_by", { p_author: 2 }, { count: "exact", head: true });
  assert.deepEqual([none.count, none.data], [3, null]);
});

test("nothing, CSV, and a status of its own", async () => {
  const nothing = await rpc("nothing");
  assert.deepEqual([nothing.status, nothing.error], [204, null]);
  const csv = ok(await rpc("books_by", { p_author: 3 }).select("id, isbn").csv());
  assert.equal(csv, "id,isbn\n3,333");
  assert.equal((await rpc("own_status")).status, 202);
});

test("errors carry status and code", async () => {
  for (const [name, given, status, code] of [
    ["unknown", {}, 404, "PGRST202"],
    ["add", { a: 1 }, 404, "PGRST202"],
    ["which", { p: 1 }, 300, "PGRST203"],
    ["fill_library", {}, 401, "42501"],
    ["add", { a: 1, b: "x" }, 400, "22P02"],
    ["raises", { p_state: "P0001" }, 400, "P0001"],
    ["raises", { p_state: "57014" }, 500, "57014"],
  ]) {
    const answer = await rpc(name, given);
    assert.deepEqual([name, answer.status, answer.error.code], [name, status, code]);
  }
  const { error, status } = await rpc("teapot");
  assert.deepEqual([status, error.message, error.hint, error.details], [418, "I am a teapot", "Order coffee", "short"]);
});

test("a GET may not write", async () => {
  const answer = await rpc("count_up", {}, { get: true });
  assert.deepEqual([answer.status, answer.error.code], [405, "25006"]);
});

test("a header set by the caller is seen in SQL", async () => {
  const seen = await rpc("header_seen", { p_name: "x-mine" }).setHeader("x-mine", "seen");
  assert.equal(seen.data, "seen");
});
