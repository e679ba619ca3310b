import assert from "node:assert/strict";
import test from "node:test";

import { client, codeIn, linkIn, mailTo, ok, person, signedUp } from "./support.mjs";

test("signInWithOtp mails a code that signs in once", async () => {
  const { email } = person();
  const own = client();
  assert.equal(ok(await own.auth.signInWithOtp({ email })).session, null);
  const token = codeIn(await mailTo(email));
  const { session } = ok(await own.auth.verifyOtp({ email, token, type: "email" }));
  assert.equal(session.user.email, email);
  const again = await client().auth.verifyOtp({ email, token, type: "email" });
  assert.equal(again.error.status, 403);
  assert.equal(again.error.code, "otp_expired");
});

test("verifyOtp takes the hash of the link", async () => {
  const { email } = await signedUp();
  ok(await client().auth.signInWithOtp({ email }));
  const token_hash = new URL(linkIn(await mailTo(email))).searchParams.get("token");
  const { session } = ok(await client().auth.verifyOtp({ token_hash, type: "magiclink" }));
  assert.equal(session.user.email, email);
});

test("shouldCreateUser: false is for the known only", async () => {
  const options = { shouldCreateUser: false };
  const { email } = person();
  const stranger = await client().auth.signInWithOtp({ email, options });
  assert.equal(stranger.error.code, "otp_disabled");
  const known = await signedUp();
  ok(await client().auth.signInWithOtp({ email: known.email, options }));
});

test("phones are refused without a provider", async () => {
  const phone = "+3212345678";
  const password = "correct horse";
  assert.equal((await client().auth.signInWithOtp({ phone })).error.code, "phone_provider_disabled");
  assert.equal((await client().auth.signUp({ phone, password })).error.code, "phone_provider_disabled");
});

test("single sign-on, linking and providers are closed in upstream's words", async () => {
  const { client: own } = await signedUp();
  const { error } = await own.auth.signInWithSSO({ domain: "example.com" });
  assert.equal(error.message, "SAML 2.0 is disabled");
  assert.equal(error.status, 404);
  const linked = await own.auth.linkIdentity({ provider: "google" });
  assert.equal(linked.error.message, "Manual linking is disabled");
  const { identities } = ok(await own.auth.getUserIdentities());
  const unlinked = await own.auth.unlinkIdentity(identities[0]);
  assert.equal(unlinked.error.code, "manual_linking_disabled");
});
