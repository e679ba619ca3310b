import assert from "node:assert/strict";
import test from "node:test";

import { admin, client, ok, signedUp } from "./support.mjs";

test("refreshSession gives new tokens of the same session", async () => {
  const { client: own, session } = await signedUp();
  const refreshed = ok(await own.auth.refreshSession());
  assert.notEqual(refreshed.session.refresh_token, session.refresh_token);
  const [before, after] = await Promise.all(
    [session, refreshed.session].map(async (one) => ok(await own.auth.getClaims(one.access_token))),
  );
  assert.equal(before.claims.session_id, after.claims.session_id);
});

test("setSession takes tokens over, and refreshes expired ones", async () => {
  const { session, user } = await signedUp();
  const { access_token, refresh_token } = session;
  const other = client();
  assert.equal(ok(await other.auth.setSession({ access_token, refresh_token })).user.id, user.id);
  const [header, payload, signature] = access_token.split(".");
  const stale = { ...JSON.parse(Buffer.from(payload, "base64url")), exp: 1 };
  const expired = [header, Buffer.from(JSON.stringify(stale)).toString("base64url"), signature];
  const third = client();
  const taken = ok(await third.auth.setSession({ access_token: expired.join("."), refresh_token }));
  assert.notEqual(taken.session.refresh_token, refresh_token);
});

test("an unknown refresh token ends in an error and no session", async () => {
  const own = client();
  const { data, error } = await own.auth.refreshSession({ refresh_token: "nosuchtoken" });
  assert.deepEqual([error.status, error.code], [400, "refresh_token_not_found"]);
  assert.equal(data.session, null);
});

test("signOut ends the session of its scope", async () => {
  const { client: first, email, password } = await signedUp();
  const [second, third] = [client(), client()];
  for (const one of [second, third]) ok(await one.auth.signInWithPassword({ email, password }));
  const token = async (one) => ok(await one.auth.getSession()).session.access_token;
  const [firsts, seconds, thirds] = await Promise.all([first, second, third].map(token));
  const alive = async (jwt) => !(await client().auth.getUser(jwt)).error;

  assert.equal((await third.auth.signOut({ scope: "local" })).error, null);
  assert.deepEqual(await Promise.all([firsts, seconds, thirds].map(alive)), [true, true, false]);
  assert.equal((await second.auth.signOut({ scope: "others" })).error, null);
  assert.deepEqual(await Promise.all([firsts, seconds].map(alive)), [false, true]);
  assert.equal((await second.auth.signOut()).error, null);
  assert.equal(await alive(seconds), false);
});

test("the admin signs somebody out by their token", async () => {
  const { session } = await signedUp();
  assert.equal((await admin().auth.admin.signOut(session.access_token, "global")).error, null);
  const { error } = await client().auth.getUser(session.access_token);
  assert.equal(error.name, "AuthSessionMissingError"); // what it makes of session_not_found
});

test("many refreshes at once all succeed", async () => {
  const { client: own, session } = await signedUp();
  const tokens = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const other = client();
      const { refresh_token } = session;
      return ok(await other.auth.refreshSession({ refresh_token })).session.refresh_token;
    }),
  );
  assert.equal(new Set(tokens).size, 1);
  assert.ok(own);
});
