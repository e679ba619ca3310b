// Related rows in one answer, with supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ok } from "./support.mjs";

const from = (table) => client().from(table);

test("many to one, by the name of key or column", async () => {
  for (const hint of ["books_author_fk", "author_id"]) {
    const rows = ok(await from("books").select(`title, authors!${hint}(name)`).eq("id", 1));
    assert.deepEqual(rows, [{ title: "Notes on the Engine", authors: { name: "Ada Lovelace" } }]);
  }
});

test("one to many, many to many, one to one", async () => {
  const columns = "id, loans(reader), genres(label), blurbs(words)";
  const book = ok(await from("books").select(columns).eq("id", 2).order("label", { referencedTable: "genres" }).single());
  assert.deepEqual(book, {
    id: 2,
    loans: [{ reader: "zoe" }],
    genres: [{ label: "craft" }, { label: "science" }],
    blurbs: { words: "For everybody" },
  });
});

test("nested, renamed, and a table with itself", async () => {
  const columns = "name, wrote:books!books_author_fk(title, by:authors!editor_id(name)), mentor:mentor_id(name)";
  const author = ok(await from("authors").select(columns).eq("id", 1).single());
  assert.deepEqual(author, {
    name: "Ada Lovelace",
    wrote: [{ title: "Notes on the Engine", by: { name: "Grace Hopper" } }],
    mentor: null,
  });
});

test("through a view and by a function", async () => {
  const [book] = ok(await from("thick_books").select("id, authors(name)").eq("id", 3));
  assert.equal(book.authors.name, "Karen Spärck Jones");
  const author = ok(await from("authors").select("newest_book(title)").eq("id", 2).single());
  assert.deepEqual(author, { newest_book: { title: "Maschinen verstehen" } });
});

test("inner leaves out what has none, plain and left do not", async () => {
  const found = async (columns) =>
    ok(await from("books").select(columns).eq("genres.label", "craft").order("id")).map((b) => b.id);
  assert.deepEqual(await found("id, genres!inner(label)"), [2]);
  assert.deepEqual(await found("id, genres(label)"), [1, 2, 3, 4, 5]);
  assert.deepEqual(await found("id, genres!left(label)"), [1, 2, 3, 4, 5]);
});

test("filters, order, limit and range inside", async () => {
  const inside = { referencedTable: "books" };
  const authors = () => from("authors").select("id, books!books_author_fk(id)").eq("id", 2);
  const newest = authors().order("id", { ascending: false, ...inside }).limit(2, inside);
  assert.deepEqual(ok(await newest), [{ id: 2, books: [{ id: 5 }, { id: 4 }] }]);
  const second = authors().order("id", inside).range(1, 1, inside);
  assert.deepEqual(ok(await second), [{ id: 2, books: [{ id: 4 }] }]);
  const either = from("books").select("id, loans(id)").eq("id", 1);
  const loans = either.or("reader.eq.yan,state.eq.lost", { referencedTable: "loans" });
  assert.deepEqual(ok(await loans), [{ id: 1, loans: [{ id: 2 }] }]);
});

test("an empty embedding filters and shows nothing", async () => {
  const query = from("books").select("id, loans()").not("loans", "is", null).order("id");
  assert.deepEqual(ok(await query), [{ id: 1 }, { id: 2 }]);
});

test("order by a related row, and spread it", async () => {
  const query = from("books").select("id, ...authors!author_id(name)");
  const [first] = ok(await query.order("authors(name)", { ascending: false }).limit(1));
  assert.deepEqual(first, { id: 3, name: "Karen Spärck Jones" });
});

test("two ways to embed, or none, are errors that say so", async () => {
  const two = await from("books").select("id, authors(name)");
  assert.deepEqual([two.status, two.error.code], [300, "PGRST201"]);
  assert.match(two.error.hint, /authors!/);
  const none = await from("authors").select("id, loans(id)");
  assert.deepEqual([none.status, none.error.code], [400, "PGRST200"]);
});
