import assert from "node:assert/strict";
import test from "node:test";

import { client, codeIn, mailTo, ok, person } from "./support.mjs";

test("signInAnonymously, then a permanent user", async () => {
  const own = client();
  const { user } = ok(await own.auth.signInAnonymously({ options: { data: { seen: 1 } } }));
  assert.equal(user.is_anonymous, true);
  assert.deepEqual(user.user_metadata, { seen: 1 });
  const { email, password } = person();
  ok(await own.auth.updateUser({ email }));
  const token = codeIn(await mailTo(email));
  const now = ok(await own.auth.verifyOtp({ email, token, type: "email_change" })).user;
  assert.deepEqual([now.id, now.email, now.is_anonymous], [user.id, email, false]);
  ok(await own.auth.updateUser({ password }));
  assert.ok(ok(await client().auth.signInWithPassword({ email, password })).session);
});

test("claims say that nobody is known", async () => {
  const own = client();
  ok(await own.auth.signInAnonymously());
  const { claims } = ok(await own.auth.getClaims());
  assert.equal(claims.is_anonymous, true);
});
