import assert from "node:assert/strict";
import test from "node:test";

import { client, codeIn, mailTo, ok, signedUp } from "./support.mjs";

test("a new password by code", async () => {
  const { email } = await signedUp();
  const own = client();
  const events = [];
  own.auth.onAuthStateChange((event) => void events.push(event));
  ok(await own.auth.resetPasswordForEmail(email));
  const token = codeIn(await mailTo(email));
  ok(await own.auth.verifyOtp({ email, token, type: "recovery" }));
  ok(await own.auth.updateUser({ password: "battery staple" }));
  assert.ok(ok(await client().auth.signInWithPassword({ email, password: "battery staple" })).session);
  assert.ok(events.includes("PASSWORD_RECOVERY"));
});

test("an unknown address gets the same answer", async () => {
  assert.deepEqual(ok(await client().auth.resetPasswordForEmail("nobody@example.com")), {});
});

test("reauthenticate mails a nonce, the same password is refused", async () => {
  const { client: own, email, password } = await signedUp();
  ok(await own.auth.reauthenticate());
  const nonce = codeIn(await mailTo(email));
  const same = await own.auth.updateUser({ password, nonce });
  assert.equal(same.error.code, "same_password");
  ok(await own.auth.updateUser({ password: "battery staple", nonce }));
});
