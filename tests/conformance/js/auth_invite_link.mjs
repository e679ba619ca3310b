import assert from "node:assert/strict";
import test from "node:test";

import { admin, client, linkIn, mailTo, ok, person } from "./support.mjs";

test("inviteUserByEmail", async () => {
  const { email } = person();
  const options = { data: { team: "red" }, redirectTo: "http://127.0.0.1:5173/welcome" };
  const { user } = ok(await admin().auth.admin.inviteUserByEmail(email, options));
  assert.ok(user.invited_at);
  const answer = await fetch(linkIn(await mailTo(email)), { redirect: "manual" });
  const url = new URL(answer.headers.get("location"));
  assert.equal(url.pathname, "/welcome");
  assert.equal(new URLSearchParams(url.hash.slice(1)).get("type"), "invite");
});

test("generateLink gives all that a mail needs", async () => {
  const { email, password } = person();
  const { properties, user } = ok(
    await admin().auth.admin.generateLink({ type: "signup", email, password }),
  );
  assert.equal(user.email, email);
  assert.deepEqual(
    Object.keys(properties).sort(),
    ["action_link", "email_otp", "hashed_token", "redirect_to", "verification_type"],
  );
  const { email_otp: token } = properties;
  assert.ok(ok(await client().auth.verifyOtp({ email, token, type: "signup" })).session);
  const again = await admin().auth.admin.generateLink({ type: "signup", email, password });
  assert.equal(again.error.code, "email_exists");
});

test("links for nobody, and by nobody", async () => {
  const { email } = person();
  const unknown = await admin().auth.admin.generateLink({ type: "recovery", email });
  assert.equal(unknown.error.code, "user_not_found");
  const refused = await client().auth.admin.generateLink({ type: "magiclink", email });
  assert.equal(refused.error.code, "not_admin");
});
