import assert from "node:assert/strict";
import test from "node:test";

import { client, ok, serviceJwt, signedUp, url } from "./support.mjs";

test("getClaims verifies with the published key, without asking Auth for the user", async () => {
  const { session, user, email } = await signedUp();
  const asked = [];
  const watching = client({
    global: {
      fetch: (input, init) => {
        asked.push(new URL(input).pathname);
        return fetch(input, init);
      },
    },
  });
  const { claims, header } = ok(await watching.auth.getClaims(session.access_token));
  assert.deepEqual(asked, ["/auth/v1/.well-known/jwks.json"]);
  assert.equal(header.alg, "ES256");
  assert.deepEqual(
    [claims.sub, claims.email, claims.role, claims.aud, claims.aal, claims.is_anonymous],
    [user.id, email, "authenticated", "authenticated", "aal1", false],
  );
  assert.equal(claims.iss, `${url}/auth/v1`);
  assert.equal(claims.amr[0].method, "password");
});

test("getClaims refuses a token that was changed", async () => {
  const { client: own, session } = await signedUp();
  const [header, payload, signature] = session.access_token.split(".");
  const changed = { ...JSON.parse(Buffer.from(payload, "base64url")), role: "service_role" };
  const forged = Buffer.from(JSON.stringify(changed)).toString("base64url");
  const { data, error } = await own.auth.getClaims(`${header}.${forged}.${signature}`);
  assert.equal(data, null);
  assert.equal(error.message, "Invalid JWT signature");
});

test("getClaims refuses alg none and an unknown kid", async () => {
  const { client: own, session } = await signedUp();
  const [, payload, signature] = session.access_token.split(".");
  for (const header of [{ alg: "none" }, { alg: "ES256", kid: "other" }]) {
    const head = Buffer.from(JSON.stringify({ typ: "JWT", ...header })).toString("base64url");
    const { data, error } = await own.auth.getClaims(`${head}.${payload}.${signature}`);
    assert.equal(data, null);
    assert.ok(error);
  }
});

test("the published keys are public", async () => {
  const { keys } = await (await fetch(`${url}/auth/v1/.well-known/jwks.json`)).json();
  assert.ok(keys.length > 0);
  for (const key of keys) {
    assert.equal(key.kty, "EC");
    assert.deepEqual([key.d, key.k], [undefined, undefined]);
    assert.ok(key.kid && key.alg === "ES256" && key.use === "sig");
  }
});

test("the legacy service key still opens the admin's endpoints", async () => {
  const { data } = await client({ key: serviceJwt }).auth.admin.listUsers();
  assert.ok(Array.isArray(data.users));
});
