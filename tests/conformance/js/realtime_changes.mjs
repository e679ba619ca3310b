import assert from "node:assert/strict";
import { after, test } from "node:test";
import { postgresChangesFilter } from "@supabase/realtime-js";
import { admin, client, ok, signedUp } from "./support.mjs";
import { Heard, state, subscribed } from "./realtime_support.mjs";

const one = admin();
after(() => one.removeAllChannels());
let number = 0;

/** What a channel of its own with these bindings hears, once Postgres is subscribed to. */
async function listening(own, ...bindings) {
  const system = new Heard();
  const channel = own.channel(`js-${(number += 1)}`).on("system", {}, system.hear);
  const all = bindings.map((binding) => {
    const heard = new Heard();
    channel.on("postgres_changes", { event: "*", schema: "public", ...binding }, heard.hear);
    return heard;
  });
  await subscribed(channel);
  assert.equal((await system.next()).message, "Subscribed to PostgreSQL");
  return all;
}

test("insert, update and delete in the client's own shape", async () => {
  const [heard] = await listening(one, { table: "things", filter: "id=eq.1001" });
  const row = { id: 1001, label: "ü", size: 9007199254740991, ok: true, tags: ["a", "b,c"] };
  const at = "2025-01-02T03:04:05+00:00";
  ok(await one.from("things").insert({ ...row, doc: { x: null }, at, shade: "dark" }));
  ok(await one.from("things").update({ ok: false }).eq("id", 1001));
  ok(await one.from("things").delete().eq("id", 1001));
  const [insert, update, gone] = [await heard.next(), await heard.next(), await heard.next()];
  assert.equal(insert.eventType, "INSERT");
  assert.deepEqual(insert.new, { ...row, price: null, doc: { x: null }, at, shade: "dark" });
  assert.deepEqual([update.eventType, update.new.ok, update.old], ["UPDATE", false, { id: 1001 }]);
  assert.deepEqual([gone.eventType, gone.new, gone.old], ["DELETE", {}, { id: 1001 }]);
  assert.match(insert.commit_timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(insert.errors, null);
});

test("every operator of the filter builder", async () => {
  const base = () => postgresChangesFilter().gte("id", 2000).lt("id", 3000);
  const cases = [
    [base().eq("label", "Anna"), [2001]],
    [base().neq("label", "Anna"), [2002, 2003]],
    [base().gt("size", 9), [2002, 2003]],
    [base().lte("size", 10), [2001, 2002]],
    [base().in("label", ["Anna", 'b, "c" (d)']), [2001, 2002]],
    [base().like("label", "A%"), [2001, 2003]],
    [base().ilike("label", "anna%"), [2001, 2003]],
    [base().match("label", "^An+a$"), [2001]],
    [base().imatch("label", "BELL"), [2003]],
    [base().is("ok", null), [2003, 2004]],
    [base().is("ok", true), [2001]],
    [base().isDistinct("label", "Anna"), [2002, 2003, 2004]],
    [base().not("label", "in", ["Anna"]), [2002, 2003]],
    [base().not("ok", "is", null), [2001, 2002]],
    [base().eq("shade", "dark"), [2002]],
    [base().eq("label", 'b, "c" (d)'), [2002]],
  ];
  const bindings = cases.map(([filter]) => ({ event: "INSERT", table: "things", filter }));
  const all = await listening(one, ...bindings, { table: "things", filter: "id=eq.2999" });
  ok(
    await one.from("things").insert([
      { id: 2001, label: "Anna", size: 9, ok: true, shade: "light" },
      { id: 2002, label: 'b, "c" (d)', size: 10, ok: false, shade: "dark" },
      { id: 2003, label: "Annabell", size: 100, ok: null, shade: null },
      { id: 2004, label: null, size: null, ok: null, shade: null },
    ]),
  );
  ok(await one.from("things").insert({ id: 2999, size: 1000 }));
  await all.at(-1).next(); // the last in the log
  cases.forEach(([filter, ids], at) => {
    const found = all[at].rest().map((change) => change.new.id);
    assert.deepEqual(found.filter((id) => id < 2999), ids, filter.build());
  });
});

test("select narrows the row and keeps its key", async () => {
  const wanted = { table: "things", filter: "id=eq.3000", select: ["label"] };
  const [heard] = await listening(one, wanted);
  ok(await one.from("things").insert({ id: 3000, label: "a", size: 1 }));
  assert.deepEqual((await heard.next()).new, { id: 3000, label: "a" });
});

test("a channel that waits is joined when the stream is live", async () => {
  const heard = new Heard();
  const channel = one.channel("waits", { config: { postgres_changes_options: { wait: true } } });
  const wanted = { event: "INSERT", schema: "public", table: "things", filter: "id=eq.3100" };
  await subscribed(channel.on("postgres_changes", wanted, heard.hear));
  ok(await one.from("things").insert({ id: 3100 }));
  assert.equal((await heard.next()).new.id, 3100);
});

test("a channel that waits for what cannot be heard is refused", async () => {
  const channel = one.channel("refused", { config: { postgres_changes_options: { wait: true } } });
  const wanted = { event: "*", schema: "public", table: "unheard" };
  const { status, error } = await state(channel.on("postgres_changes", wanted, () => {}));
  assert.equal(status, "CHANNEL_ERROR");
  assert.match(error.message, /Realtime is enabled/);
  await one.removeChannel(channel);
});

test("each signed-in client hears its own rows; the stranger and anon none", async () => {
  const [stranger, owner] = [await signedUp(), await signedUp()];
  const anon = client();
  const mark = { table: "things", filter: "id=eq.3200" };
  const [overheard, marked] = await listening(stranger.client, { table: "diaries" }, mark);
  const [anonymous, seen] = await listening(anon, { table: "diaries" }, mark);
  const [heard] = await listening(owner.client, { table: "diaries" });
  ok(await owner.client.from("diaries").insert({ id: 1000, body: "dear" }));
  assert.equal((await heard.next()).new.body, "dear");
  ok(await one.from("things").insert({ id: 3200 }));
  await Promise.all([marked.next(), seen.next()]);
  assert.deepEqual([overheard.rest(), anonymous.rest()], [[], []]);
  for (const each of [stranger.client, owner.client, anon]) await each.removeAllChannels();
});

test("every table of a schema, and no more after leaving", async () => {
  const system = new Heard();
  const heard = new Heard();
  const channel = one.channel("all").on("system", {}, system.hear);
  await subscribed(channel.on("postgres_changes", { event: "*", schema: "public" }, heard.hear));
  await system.next();
  ok(await one.from("things").insert({ id: 3300 }));
  ok(await one.from("diaries").insert({ id: 3300 }));
  assert.deepEqual([(await heard.next()).table, (await heard.next()).table], ["things", "diaries"]);
  await one.removeChannel(channel);
  const [later] = await listening(one, { table: "things", filter: "id=eq.3301" });
  ok(await one.from("things").insert({ id: 3301 }));
  await later.next();
  assert.deepEqual(heard.rest(), []);
});
