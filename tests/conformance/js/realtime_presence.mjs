import assert from "node:assert/strict";
import { after, test } from "node:test";
import { client } from "./support.mjs";
import { Heard, subscribed } from "./realtime_support.mjs";

const clients = [];
const connected = (options) => {
  const one = client(options);
  clients.push(one);
  return one;
};
after(() => Promise.all(clients.map((one) => one.removeAllChannels())));

const keyed = (key) => ({ config: { presence: { key, enabled: true } } });

for (const vsn of ["1.0.0", "2.0.0"]) {
  test(`joins and leaves are told once each: ${vsn}`, async () => {
    const [joins, leaves] = [new Heard(), new Heard()];
    const channel = connected({ realtime: { vsn } }).channel(`here ${vsn}`, keyed("one"));
    channel.on("presence", { event: "join" }, joins.hear);
    channel.on("presence", { event: "leave" }, leaves.hear);
    await subscribed(channel);
    assert.equal(await channel.track({ mood: "fine" }), "ok");
    const own = await joins.next();
    assert.deepEqual([own.key, own.newPresences[0].mood], ["one", "fine"]);

    const two = connected();
    const other = await subscribed(two.channel(`here ${vsn}`, keyed("two")));
    assert.equal(await other.track({ mood: "new" }), "ok");
    assert.equal((await joins.next()).key, "two");
    assert.deepEqual(Object.keys(channel.presenceState()).sort(), ["one", "two"]);

    assert.equal(await other.untrack(), "ok");
    const left = await leaves.next();
    assert.deepEqual([left.key, left.leftPresences[0].mood], ["two", "new"]);
    await other.track({ mood: "back" });
    await joins.next();
    await two.realtime.disconnect();
    assert.equal((await leaves.next()).key, "two");
    assert.deepEqual([joins.rest(), leaves.rest()], [[], []]);
    assert.deepEqual(Object.keys(channel.presenceState()), ["one"]);
  });
}

test("a newcomer sees who is there", async () => {
  const [joins, syncs] = [new Heard(), new Heard()];
  const first = connected().channel("seen", keyed("old hand"));
  await subscribed(first.on("presence", { event: "join" }, joins.hear));
  await first.track({ n: 1 });
  await joins.next();
  const second = connected().channel("seen").on("presence", { event: "sync" }, syncs.hear);
  await subscribed(second);
  await syncs.next();
  assert.equal(second.presenceState()["old hand"][0].n, 1);
});
