import assert from "node:assert/strict";
import test from "node:test";

import { client, codeIn, linkIn, mailTo, ok, person } from "./support.mjs";

test("signUp gives a user and no session, and the code confirms", async () => {
  const own = client();
  const somebody = person();
  const { user, session } = ok(await own.auth.signUp(somebody));
  assert.equal(session, null);
  assert.equal(user.email, somebody.email);
  assert.equal(user.identities.length, 1);
  const refused = await client().auth.signInWithPassword(somebody);
  assert.equal(refused.error.code, "email_not_confirmed");
  const token = codeIn(await mailTo(somebody.email));
  const answer = await own.auth.verifyOtp({ email: somebody.email, token, type: "email" });
  assert.ok(ok(answer).session.access_token);
  assert.ok(ok(await client().auth.signInWithPassword(somebody)).session);
});

test("the link puts the session into the fragment", async () => {
  const somebody = person();
  ok(await client().auth.signUp(somebody));
  const answer = await fetch(linkIn(await mailTo(somebody.email)), { redirect: "manual" });
  assert.equal(answer.status, 303);
  const url = new URL(answer.headers.get("location"));
  assert.equal(url.origin, "http://127.0.0.1:5173");
  const values = new URLSearchParams(url.hash.slice(1));
  assert.equal(values.get("type"), "signup");
  const { data } = await client().auth.setSession({
    access_token: values.get("access_token"),
    refresh_token: values.get("refresh_token"),
  });
  assert.equal(data.user.email, somebody.email);
});

test("signing up twice tells nothing", async () => {
  const somebody = person();
  const own = client();
  ok(await own.auth.signUp(somebody));
  const token = codeIn(await mailTo(somebody.email));
  ok(await own.auth.verifyOtp({ email: somebody.email, token, type: "signup" }));
  const { user, session } = ok(await client().auth.signUp(somebody));
  assert.equal(session, null);
  assert.deepEqual(user.identities, []);
});

test("resend sends again", async () => {
  const somebody = person();
  ok(await client().auth.signUp(somebody));
  ok(await client().auth.resend({ type: "signup", email: somebody.email }));
  const token = codeIn(await mailTo(somebody.email, { count: 2 }));
  const answer = await client().auth.verifyOtp({ email: somebody.email, token, type: "signup" });
  assert.ok(ok(answer).session);
});

test("resend rubbish is refused", async () => {
  const { error } = await client().auth.resend({ type: "dance", email: "a@example.com" });
  assert.match(error.message, /Missing one of these types/);
});
