import assert from "node:assert/strict";
import { after, test } from "node:test";
import { client } from "./support.mjs";
import { Heard, subscribed } from "./realtime_support.mjs";

const one = client();
after(() => one.removeAllChannels());

test("send() without a socket goes over HTTP", async () => {
  const heard = new Heard();
  await subscribed(one.channel("rest").on("broadcast", { event: "x" }, heard.hear));
  const other = client({ realtime: { logger: () => {} } });
  const channel = other.channel("rest");
  assert.equal(await channel.send({ type: "broadcast", event: "x", payload: { n: 1 } }), "ok");
  assert.equal((await heard.next()).payload.n, 1);
});

test("httpSend() of JSON and of bytes", async () => {
  const heard = new Heard();
  await subscribed(one.channel("a/b ü").on("broadcast", { event: "e/v" }, heard.hear));
  const channel = client().channel("a/b ü");
  assert.deepEqual(await channel.httpSend("e/v", { n: "ü" }), { success: true });
  assert.deepEqual((await heard.next()).payload, { n: "ü" });
  assert.deepEqual(await channel.httpSend("e/v", new Uint8Array([1, 0])), { success: true });
  assert.deepEqual([...new Uint8Array((await heard.next()).payload)], [1, 0]);
});

test("httpSend() to a private channel without the right to is refused", async () => {
  const channel = client().channel("closed", { config: { private: true } });
  await assert.rejects(channel.httpSend("x", {}), /Unauthorized/);
});
