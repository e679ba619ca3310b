import assert from "node:assert/strict";
import test from "node:test";

import { client, codeIn, linkIn, mailTo, ok, person } from "./support.mjs";

async function member() {
  const own = client();
  const somebody = person();
  const { email } = somebody;
  ok(await own.auth.signUp(somebody));
  ok(await own.auth.verifyOtp({ email, token: codeIn(await mailTo(email)), type: "signup" }));
  return { own, email };
}

test("both addresses confirm by code", async () => {
  const { own, email: old } = await member();
  const email = person().email;
  const { user } = ok(await own.auth.updateUser({ email }));
  assert.deepEqual([user.email, user.new_email], [old, email]);
  const type = "email_change";
  const half = await own.auth.verifyOtp({ email: old, token: codeIn(await mailTo(old, { count: 2 })), type });
  assert.equal(half.error, null);
  assert.equal(ok(await own.auth.getUser()).user.email, old);
  const done = await own.auth.verifyOtp({ email, token: codeIn(await mailTo(email)), type });
  assert.equal(ok(done).user.email, email);
});

test("the first of two links leads on with a message", async () => {
  const { own, email: old } = await member();
  ok(await own.auth.updateUser({ email: person().email }));
  const answer = await fetch(linkIn(await mailTo(old, { count: 2 })), { redirect: "manual" });
  const { hash } = new URL(answer.headers.get("location"));
  assert.match(new URLSearchParams(hash.slice(1)).get("message"), /^Confirmation link accepted/);
});
