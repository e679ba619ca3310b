import assert from "node:assert/strict";
import test from "node:test";

import {
  anonJwt, client, ok, publishableKey, secretKey, serviceJwt, signedUp, url,
} from "./support.mjs";

const roleOf = async (own) => ok(await own.rpc("seen_role"));

test("each key is its role", async () => {
  const roles = { [publishableKey]: "anon", [anonJwt]: "anon" };
  Object.assign(roles, { [secretKey]: "service_role", [serviceJwt]: "service_role" });
  for (const [key, role] of Object.entries(roles)) assert.equal(await roleOf(client({ key })), role);
});

test("a session is authenticated", async () => {
  assert.equal(await roleOf((await signedUp()).client), "authenticated");
});

test("SQL sees the caller's headers", async () => {
  const own = client({ global: { headers: { "x-tenant": "bergbach" } } });
  const seen = ok(await own.rpc("seen_headers").setHeader("traceparent", "00-abc"));
  assert.deepEqual([seen["x-tenant"], seen.traceparent], ["bergbach", "00-abc"]);
  assert.match(seen["x-client-info"], /^supabase-js/);
});

test("a key that is no token is for Auth to judge", async () => {
  const stranger = await client({ key: "sb_publishable_of-another-project" }).auth.admin.listUsers();
  assert.equal(stranger.error.status, 401);
  assert.equal(stranger.error.message, "This endpoint requires a valid Bearer token");
  const { error } = await client({ key: "nonsense" }).auth.admin.listUsers();
  assert.equal(error.status, 403);
});

test("a browser may read every answer", async () => {
  for (const path of ["/rest/v1/", "/auth/v1/settings", "/nothing", "/graphql/v1"]) {
    const answer = await fetch(url + path, { headers: { Origin: "https://app.example" } });
    assert.equal(answer.headers.get("access-control-allow-origin"), "*", path);
  }
});
