import assert from "node:assert/strict";
import { after, test } from "node:test";
import { admin, ok } from "./support.mjs";
import { Heard, subscribed } from "./realtime_support.mjs";

const one = admin();
after(() => one.removeAllChannels());

async function listening(topic, isPrivate) {
  const [heard, system] = [new Heard(), new Heard()];
  const config = { private: isPrivate, broadcast: { replication_ready: true } };
  const channel = one.channel(topic, { config });
  channel.on("broadcast", { event: "*" }, heard.hear).on("system", {}, system.hear);
  await subscribed(channel);
  assert.equal((await system.next()).message, "Replication connection established");
  return heard;
}

test("a trigger with broadcast_changes tells insert, update and delete", async () => {
  const heard = await listening("memos", true);
  ok(await one.from("memos").insert({ id: 1, body: "a" }));
  ok(await one.from("memos").update({ body: "b" }).eq("id", 1));
  ok(await one.from("memos").delete().eq("id", 1));
  const [insert, update, gone] = [await heard.next(), await heard.next(), await heard.next()];
  assert.deepEqual([insert.event, insert.payload.record], ["INSERT", { id: 1, body: "a" }]);
  assert.deepEqual([update.payload.old_record.body, update.payload.record.body], ["a", "b"]);
  assert.deepEqual([gone.payload.operation, gone.payload.record], ["DELETE", null]);
  assert.equal(insert.payload.table, "memos");
});

test("realtime.send and realtime.send_binary", async () => {
  const heard = await listening("sql", false);
  ok(await one.rpc("say", { topic: "sql", event: "e", payload: { n: 1 }, private: false }));
  const said = await heard.next();
  assert.equal(said.payload.n, 1);
  assert.equal(said.meta.id, said.payload.id);
  ok(await one.rpc("say_bytes", { topic: "sql", event: "raw", hex: "00ff" }));
  assert.deepEqual([...new Uint8Array((await heard.next()).payload)], [0, 255]);
});

test("a private channel replays what it missed", async () => {
  for (const n of [1, 2, 3]) {
    ok(await one.rpc("say", { topic: "past", event: "e", payload: { n }, private: true }));
  }
  const heard = new Heard();
  const replay = { since: Date.now() - 60_000, limit: 2 };
  const channel = one.channel("past", { config: { private: true, broadcast: { replay } } });
  await subscribed(channel.on("broadcast", { event: "e" }, heard.hear));
  const [first, second] = [await heard.next(), await heard.next()];
  assert.deepEqual([first.payload.n, second.payload.n], [2, 3]);
  assert.equal(first.meta.replayed, true);
});
