import assert from "node:assert/strict";
import test from "node:test";

import { admin, client, ok, signedUp } from "./support.mjs";
import { codeOf } from "./totp.mjs";

async function enrolled() {
  const one = await signedUp();
  const factor = ok(await one.client.auth.mfa.enroll({ factorType: "totp", friendlyName: "app" }));
  return { ...one, factor, secret: factor.totp.secret };
}

/** Somebody at aal2. */
async function proved() {
  const one = await enrolled();
  const { client: own, factor, secret } = one;
  const session = ok(
    await own.auth.mfa.challengeAndVerify({ factorId: factor.id, code: codeOf(secret) }),
  );
  return { ...one, session };
}

test("enroll gives id, secret, uri and a QR code that an <img> can show", async () => {
  const { factor, email } = await enrolled();
  assert.equal(factor.type, "totp");
  assert.equal(factor.friendly_name, "app");
  assert.match(factor.totp.qr_code, /^data:image\/svg\+xml;utf-8,<svg .*<\/svg>$/s);
  const uri = new URL(factor.totp.uri);
  assert.equal(uri.protocol, "otpauth:");
  assert.equal(uri.searchParams.get("secret"), factor.totp.secret);
  assert.ok(decodeURIComponent(uri.pathname).endsWith(`:${email}`));
});

test("challenge and verify raise the session to aal2", async () => {
  const { client: own, factor, secret } = await enrolled();
  const events = [];
  own.auth.onAuthStateChange((event) => events.push(event));
  const challenge = ok(await own.auth.mfa.challenge({ factorId: factor.id }));
  assert.equal(challenge.type, "totp");
  assert.ok(challenge.expires_at > Date.now() / 1000);
  const { data: before } = await own.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.deepEqual([before.currentLevel, before.nextLevel], ["aal1", "aal1"]);
  const session = ok(
    await own.auth.mfa.verify({
      factorId: factor.id,
      challengeId: challenge.id,
      code: codeOf(secret),
    }),
  );
  assert.ok(session.access_token && session.refresh_token);
  const { data: after } = await own.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.deepEqual([after.currentLevel, after.nextLevel], ["aal2", "aal2"]);
  assert.deepEqual(
    after.currentAuthenticationMethods.map((entry) => entry.method),
    ["totp", "password"],
  );
  assert.ok(events.includes("MFA_CHALLENGE_VERIFIED"));
});

test("a new sign-in is at aal1 and told of aal2", async () => {
  const { email, password, factor, secret } = await proved();
  const again = client();
  ok(await again.auth.signInWithPassword({ email, password }));
  const { data: level } = await again.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.deepEqual([level.currentLevel, level.nextLevel], ["aal1", "aal2"]);
  ok(await again.auth.mfa.challengeAndVerify({ factorId: factor.id, code: codeOf(secret, 1) }));
  const refreshed = ok(await again.auth.refreshSession());
  assert.equal(refreshed.user.factors.length, 1);
  const { data: raised } = await again.auth.mfa.getAuthenticatorAssuranceLevel();
  assert.equal(raised.currentLevel, "aal2");
});

test("listFactors tells verified and unverified ones apart", async () => {
  const { client: own } = await proved();
  ok(await own.auth.mfa.enroll({ factorType: "totp", friendlyName: "second" }));
  const factors = ok(await own.auth.mfa.listFactors());
  assert.deepEqual([factors.all.length, factors.totp.length, factors.phone.length], [2, 1, 0]);
});

test("unenroll removes a factor", async () => {
  const { client: own, factor } = await proved();
  assert.deepEqual(ok(await own.auth.mfa.unenroll({ factorId: factor.id })), { id: factor.id });
  assert.equal(ok(await own.auth.mfa.listFactors()).all.length, 0);
});

test("what is wrong is told by upstream's codes", async () => {
  const { client: own, factor } = await enrolled();
  const wrong = await own.auth.mfa.challengeAndVerify({ factorId: factor.id, code: "abcdef" });
  assert.equal(wrong.error.code, "mfa_verification_failed");
  const same = await own.auth.mfa.enroll({ factorType: "totp", friendlyName: "app" });
  assert.equal(same.error.code, "mfa_factor_name_conflict");
  const nowhere = await own.auth.mfa.challenge({ factorId: crypto.randomUUID() });
  assert.deepEqual([nowhere.error.status, nowhere.error.code], [404, "mfa_factor_not_found"]);
  const phone = await own.auth.mfa.enroll({ factorType: "phone", phone: "+3212345678" });
  assert.equal(phone.error.code, "mfa_phone_enroll_not_enabled");
  const key = await own.auth.mfa.enroll({ factorType: "webauthn", friendlyName: "key" });
  assert.equal(key.error.code, "mfa_webauthn_enroll_not_enabled");
});

test("somebody without a session cannot enroll", async () => {
  const { error } = await client().auth.mfa.enroll({ factorType: "totp" });
  assert.ok(error);
});

test("the admin lists and deletes factors", async () => {
  const { user, factor } = await proved();
  const api = admin().auth.admin.mfa;
  const { factors } = ok(await api.listFactors({ userId: user.id }));
  assert.deepEqual(factors.map((one) => [one.id, one.status]), [[factor.id, "verified"]]);
  const deleted = ok(await api.deleteFactor({ userId: user.id, id: factor.id }));
  assert.equal(deleted.data.id, factor.id); // auth-js wraps this one twice
  assert.deepEqual(ok(await api.listFactors({ userId: user.id })).factors, []);
});
