import assert from "node:assert/strict";
import test from "node:test";

import { client, ok, person, signedUp } from "./support.mjs";

test("claims that the hook adds are in the token", async () => {
  const { client: own } = await signedUp();
  assert.equal(ok(await own.auth.getClaims()).claims.tier, "gold");
  ok(await own.auth.refreshSession());
  assert.equal(ok(await own.auth.getClaims()).claims.tier, "gold");
});

test("a refusal of the hook reaches the caller", async () => {
  const { password } = person();
  const email = `refused-${process.pid}@example.com`;
  const { data, error } = await client().auth.signUp({ email, password });
  assert.equal(data.session, null);
  assert.deepEqual([error.status, error.message], [403, "Not you"]);
});
