import assert from "node:assert/strict";
import { after, test } from "node:test";
import { client, secretKey } from "./support.mjs";
import { Heard, subscribed, within } from "./realtime_support.mjs";

const clients = [];
const connected = (options) => {
  const one = client(options);
  clients.push(one);
  return one;
};
after(() => Promise.all(clients.map((one) => one.removeAllChannels())));
const v1 = { realtime: { vsn: "1.0.0" } };

for (const [name, speaker, hearer] of [
  ["2.0.0 to 2.0.0", {}, {}],
  ["1.0.0 to 2.0.0", v1, {}],
  ["2.0.0 to 1.0.0", {}, v1],
]) {
  test(`one speaks and the other hears: ${name}`, async () => {
    const heard = new Heard();
    const one = await subscribed(connected(speaker).channel(name));
    await subscribed(connected(hearer).channel(name).on("broadcast", { event: "said" }, heard.hear));
    await one.send({ type: "broadcast", event: "said", payload: { words: "grüezi ✓" } });
    const message = await heard.next();
    assert.deepEqual(message, { type: "broadcast", event: "said", payload: { words: "grüezi ✓" } });
  });
}

test("an acknowledged broadcast resolves ok, and is heard by oneself where asked for", async () => {
  const heard = new Heard();
  const channel = connected().channel("ack", { config: { broadcast: { ack: true, self: true } } });
  await subscribed(channel.on("broadcast", { event: "*" }, heard.hear));
  assert.equal(await channel.send({ type: "broadcast", event: "x", payload: {} }), "ok");
  assert.equal((await heard.next()).event, "x");
});

test("bytes arrive as bytes", async () => {
  const heard = new Heard();
  const one = await subscribed(connected().channel("bytes"));
  await subscribed(connected().channel("bytes").on("broadcast", { event: "raw" }, heard.hear));
  await one.send({ type: "broadcast", event: "raw", payload: new Uint8Array([0, 255, 7]).buffer });
  const { payload } = await heard.next();
  assert.deepEqual([...new Uint8Array(payload)], [0, 255, 7]);
});

test("a payload beyond the limit is an error where acknowledgements are wanted", async () => {
  const channel = connected().channel("big", { config: { broadcast: { ack: true } } });
  await subscribed(channel);
  const text = "x".repeat(3_002_000);
  assert.equal(await channel.send({ type: "broadcast", event: "x", payload: { text } }), "error");
});

test("heartbeats are answered", async () => {
  const heard = new Heard();
  const one = connected({ realtime: { heartbeatIntervalMs: 50, heartbeatCallback: heard.hear } });
  await subscribed(one.channel("heart"));
  while ((await heard.next()) !== "ok");
});

test("removing a channel is answered, and joining it again works", async () => {
  const one = connected({ key: secretKey });
  const first = await subscribed(one.channel("again"));
  assert.equal(await within(one.removeChannel(first), "leaving"), "ok");
  await subscribed(one.channel("again"));
});
