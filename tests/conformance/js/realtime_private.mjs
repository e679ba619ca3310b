import assert from "node:assert/strict";
import { after, test } from "node:test";
import { admin, client, signedUp } from "./support.mjs";
import { Heard, state, subscribed } from "./realtime_support.mjs";

const clients = [];
const kept = (one) => (clients.push(one), one);
after(() => Promise.all(clients.map((one) => one.removeAllChannels())));

const privately = { config: { private: true, broadcast: { ack: true, self: true } } };

test("a stranger is told that they may not", async () => {
  const owner = await signedUp();
  const stranger = await signedUp();
  for (const one of [kept(client()), kept(stranger.client)]) {
    const { status, error } = await state(one.channel(`own:${owner.user.id}`, privately));
    assert.equal(status, "CHANNEL_ERROR");
    assert.match(error.message, /You do not have permissions to read from this Channel topic/);
  }
});

test("the owner speaks and hears, over the socket and over HTTP", async () => {
  const { client: own, user } = await signedUp();
  kept(own);
  const heard = new Heard();
  const channel = own.channel(`own:${user.id}`, privately);
  await subscribed(channel.on("broadcast", { event: "x" }, heard.hear));
  assert.equal(await channel.send({ type: "broadcast", event: "x", payload: { n: 1 } }), "ok");
  assert.equal((await heard.next()).payload.n, 1);
  assert.deepEqual(await channel.httpSend("x", { n: 2 }), { success: true });
  assert.equal((await heard.next()).payload.n, 2);
});

test("a stranger's HTTP broadcast is forbidden", async () => {
  const owner = await signedUp();
  const stranger = kept((await signedUp()).client);
  const channel = stranger.channel(`own:${owner.user.id}`, privately);
  await assert.rejects(channel.httpSend("x", { n: 1 }), /Unauthorized/);
});

test("the secret key may use any channel", async () => {
  await subscribed(kept(admin()).channel("own:anybody", privately));
});
