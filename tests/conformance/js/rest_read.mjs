// Reading with supabase-js: filters, columns, order, ranges, counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ok } from "./support.mjs";

const supabase = client();
const books = (columns = "id", options) => supabase.from("books").select(columns, options);
const loans = () => supabase.from("loans").select("id");
const ids = async (query) => ok(await query.order("id")).map((row) => row.id);

const odd = 'A 50% off_er, "quoted" (really)';
const filters = [
  ["eq", (q) => q.eq("title", odd), [4]],
  ["neq", (q) => q.neq("id", 1), [2, 3, 4, 5]],
  ["gt and lte", (q) => q.gt("id", 1).lte("id", 3), [2, 3]],
  ["gte and lt", (q) => q.gte("id", 3).lt("id", 5), [3, 4]],
  ["is null", (q) => q.is("pages", null), [4]],
  ["not is null", (q) => q.not("pages", "is", null), [1, 2, 3, 5]],
  ["isDistinct", (q) => q.isDistinct("isbn", "111"), [2, 3, 4, 5]],
  ["in", (q) => q.in("title", ["a,b", "Maschinen verstehen"]), [5]],
  ["in nothing", (q) => q.in("id", []), []],
  ["notIn", (q) => q.notIn("id", [1, 2]), [3, 4, 5]],
  ["like", (q) => q.like("title", "%50\\%%"), [4]],
  ["ilike", (q) => q.ilike("title", "maschinen%"), [5]],
  ["likeAnyOf", (q) => q.likeAnyOf("title", ["Notes%", "Masch%"]), [1, 5]],
  ["likeAllOf", (q) => q.likeAllOf("title", ["%for%", "%Every%"]), [2]],
  ["ilikeAnyOf", (q) => q.ilikeAnyOf("title", ["notes%", "masch%"]), [1, 5]],
  ["ilikeAllOf", (q) => q.ilikeAllOf("title", ["%FOR%", "%every%"]), [2]],
  ["regexMatch", (q) => q.regexMatch("title", "^Notes"), [1]],
  ["regexIMatch", (q) => q.regexIMatch("title", "^notes"), [1]],
  ["or", (q) => q.or("id.eq.1,and(id.gt.3,pages.not.is.null)"), [1, 5]],
  ["match", (q) => q.match({ author_id: 2, editor_id: 1 }), [2]],
  ["filter", (q) => q.filter("id", "in", "(1,2)"), [1, 2]],
  ["contains an array", (q) => q.contains("tags", ["math"]), [1, 5]],
  ["contains JSON", (q) => q.contains("details", { size: { w: 10 } }), [1]],
  ["containedBy", (q) => q.containedBy("tags", ["math", "engine", "code"]), [1, 4, 5]],
  ["overlaps", (q) => q.overlaps("tags", ["language", "compiler"]), [2, 3]],
  ["a path into JSON", (q) => q.eq("details->>lang", "de"), [4, 5]],
  ["text search", (q) => q.textSearch("words", "compiling"), [2]],
  ["with a language", (q) => q.textSearch("words", "notes & engine", { config: "english" }), [1]],
  ["plain", (q) => q.textSearch("words", "the engine", { type: "plain" }), [1]],
  ["phrase", (q) => q.textSearch("words", "compiling for everybody", { type: "phrase" }), [2]],
  ["websearch", (q) => q.textSearch("words", "semantics or engine", { type: "websearch" }), [1, 3]],
];
for (const [name, filtered, found] of filters) {
  test(`filter: ${name}`, async () => assert.deepEqual(await ids(filtered(books())), found));
}

const ranges = [
  ["rangeGt", (q) => q.rangeGt("during", "[0,5)"), [2, 3]],
  ["rangeGte", (q) => q.rangeGte("during", "[6,9)"), [2]],
  ["rangeLt", (q) => q.rangeLt("during", "[10,30)"), [1]],
  ["rangeLte", (q) => q.rangeLte("during", "[0,15)"), [1, 3]],
  ["rangeAdjacent", (q) => q.rangeAdjacent("during", "[0,1)"), [1]],
  ["overlaps", (q) => q.overlaps("during", "[9,11)"), [1, 2, 3]],
  ["contains", (q) => q.contains("during", "[2,3)"), [1]],
  ["containedBy", (q) => q.containedBy("during", "[0,10)"), [1]],
];
for (const [name, filtered, found] of ranges) {
  test(`ranges: ${name}`, async () => assert.deepEqual(await ids(filtered(loans())), found));
}

test("columns are renamed, cast and taken out of JSON", async () => {
  const columns = "n:title, price::text, lang:details->>lang, details->size->w, title_length";
  assert.deepEqual(ok(await books(columns).eq("id", 1)), [
    { n: "Notes on the Engine", price: "9.90", lang: "en", w: 10, title_length: 19 },
  ]);
});

test("order, with nulls where they are wanted", async () => {
  const ordered = books().order("price", { ascending: false, nullsFirst: true });
  assert.deepEqual(await ids(ordered), [3, 2, 5, 1, 4]);
  assert.deepEqual(await ids(books().order("details->rank", { nullsFirst: false })), [2, 3, 1, 4, 5]);
});

test("limit and range", async () => {
  assert.deepEqual(await ids(books().limit(2)), [1, 2]);
  assert.deepEqual(await ids(books().range(1, 3)), [2, 3, 4]);
  assert.deepEqual(await ids(books().range(90, 99)), []);
});

for (const count of ["exact", "planned", "estimated"]) {
  test(`count: ${count}`, async () => {
    const answer = await books("id", { count }).limit(2);
    assert.deepEqual([answer.count, answer.data.length], [5, 2]);
    assert.equal(answer.status, 206);
  });
}

test("a count alone", async () => {
  const answer = await books("*", { count: "exact", head: true }).gt("id", 2);
  assert.deepEqual([answer.count, answer.data, answer.error], [3, null, null]);
});

test("nulls are left out on request", async () => {
  assert.deepEqual(ok(await books("id, pages, isbn").eq("id", 4).stripNulls()), [{ id: 4 }]);
});

test("a request can be given up", async () => {
  const stopped = new AbortController();
  stopped.abort();
  const { error } = await books().abortSignal(stopped.signal);
  assert.match(error.message, /AbortError/);
});
