// One row, CSV, schemas, errors: with supabase-js. Plans and aggregates are off, as by default.
import assert from "node:assert/strict";
import { test } from "node:test";
import { admin, client, ok } from "./support.mjs";

const books = (columns = "id") => client().from("books").select(columns);

test("single wants exactly one row", async () => {
  assert.deepEqual(ok(await books().eq("id", 1).single()), { id: 1 });
  for (const least of [99, 0]) {
    const answer = await books().gte("id", least).single();
    assert.deepEqual([answer.status, answer.error.code], [406, "PGRST116"]);
  }
});

test("maybeSingle takes none", async () => {
  assert.equal(ok(await books().eq("id", 99).maybeSingle()), null);
  assert.deepEqual(ok(await books().eq("id", 1).maybeSingle()), { id: 1 });
  assert.equal((await books().maybeSingle()).error.code, "PGRST116");
});

test("CSV", async () => {
  const csv = ok(await books("id, title, pages").gte("id", 4).order("id").csv());
  assert.equal(csv, 'id,title,pages\n4,"A 50% off_er, ""quoted"" (really)",\n5,"Maschinen verstehen",300');
});

test("plans and aggregates are refused until they are switched on", async () => {
  assert.equal((await books().explain()).error.code, "PGRST107");
  assert.equal((await books("pages.sum()")).error.code, "PGRST123");
});

test("another schema is named by its profile", async () => {
  const annex = client().schema("annex");
  assert.deepEqual(ok(await annex.from("boxes").select("label").eq("id", 1)), [{ label: "first" }]);
  assert.equal(ok(await annex.rpc("greet")), "Hello from the annex");
  assert.equal(ok(await annex.from("boxes").insert({ id: 8, label: "js" }).select().single()).id, 8);
  ok(await annex.from("boxes").delete().eq("id", 8));
});

test("schemas that are not exposed stay shut", async () => {
  for (const schema of ["auth", "storage", "pg_catalog"]) {
    for (const key of [client(), admin()]) {
      const answer = await key.schema(schema).from("users").select();
      assert.deepEqual([answer.status, answer.error.code], [406, "PGRST106"]);
    }
  }
});

test("errors of the request carry status and code", async () => {
  for (const [query, status, code] of [
    [books("nope"), 400, "42703"],
    [books().eq("id", "x"), 400, "22P02"],
    [books().filter("id", "bad", "1"), 400, "PGRST100"],
    [client().from("nothing").select(), 404, "42P01"],
  ]) {
    const answer = await query;
    assert.deepEqual([answer.status, answer.error.code], [status, code]);
  }
});

test("throwOnError throws", async () => {
  await assert.rejects(async () => await books("nope").throwOnError(), { code: "42703" });
});
