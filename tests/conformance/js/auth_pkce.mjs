import assert from "node:assert/strict";
import test from "node:test";

import { client, linkIn, mailTo, ok, person } from "./support.mjs";

/** A client with a place to keep the verifier. */
function pkceClient() {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
  return client({ auth: { flowType: "pkce", persistSession: true, storage } });
}

/** Click the newest link and give its code. */
async function codeOf(email, count) {
  const link = linkIn(await mailTo(email, { count }));
  const answer = await fetch(link, { redirect: "manual" });
  return new URL(answer.headers.get("location")).searchParams.get("code");
}

test("sign-up, magic link and recovery with PKCE", async () => {
  const own = pkceClient();
  const somebody = person();
  const { email } = somebody;
  ok(await own.auth.signUp(somebody));
  const first = ok(await own.auth.exchangeCodeForSession(await codeOf(email, 1)));
  assert.equal(first.user.email, email);
  ok(await own.auth.signInWithOtp({ email }));
  assert.ok(ok(await own.auth.exchangeCodeForSession(await codeOf(email, 2))).session);
  ok(await own.auth.resetPasswordForEmail(email));
  const events = [];
  own.auth.onAuthStateChange((event) => void events.push(event));
  const recovered = ok(await own.auth.exchangeCodeForSession(await codeOf(email, 3)));
  assert.equal(recovered.redirectType, "recovery");
  ok(await own.auth.updateUser({ password: "battery staple" }));
  assert.ok(events.includes("PASSWORD_RECOVERY"));
});

test("a changed address with PKCE", async () => {
  const own = pkceClient();
  const somebody = person();
  ok(await own.auth.signUp(somebody));
  ok(await own.auth.exchangeCodeForSession(await codeOf(somebody.email, 1)));
  const email = person().email;
  ok(await own.auth.updateUser({ email }));
  assert.equal(await codeOf(somebody.email, 2), null); // only one of two has confirmed
  const { user } = ok(await own.auth.exchangeCodeForSession(await codeOf(email, 1)));
  assert.equal(user.email, email);
});

test("a code without its verifier is refused, and so is one nobody issued", async () => {
  const own = pkceClient();
  const somebody = person();
  ok(await own.auth.signUp(somebody));
  const code = await codeOf(somebody.email, 1);
  const thief = pkceClient();
  ok(await thief.auth.signInWithOtp({ email: person().email })); // has a verifier, another one
  assert.equal((await thief.auth.exchangeCodeForSession(code)).error.code, "bad_code_verifier");
  const invented = await own.auth.exchangeCodeForSession("invented");
  assert.equal(invented.error.code, "flow_state_not_found");
});
