import assert from "node:assert/strict";
import test from "node:test";

import { admin, client, ok, person, signedUp } from "./support.mjs";

const api = admin().auth.admin;

test("createUser, getUserById, updateUserById, deleteUser", async () => {
  const somebody = { ...person(), email_confirm: true, user_metadata: { a: 1 } };
  const { user } = ok(await api.createUser(somebody));
  assert.ok(user.email_confirmed_at);
  assert.deepEqual(user.user_metadata.a, 1);
  assert.equal(ok(await api.getUserById(user.id)).user.email, somebody.email);
  const changed = ok(
    await api.updateUserById(user.id, { app_metadata: { plan: "pro" }, user_metadata: { b: 2 } }),
  ).user;
  assert.equal(changed.app_metadata.plan, "pro");
  assert.equal(changed.app_metadata.provider, "email");
  assert.deepEqual([changed.user_metadata.a, changed.user_metadata.b], [1, 2]);
  assert.equal((await api.deleteUser(user.id)).error, null);
  const { error } = await api.getUserById(user.id);
  assert.deepEqual([error.status, error.code], [404, "user_not_found"]);
});

test("a created user signs in, a deleted one does not", async () => {
  const { email, password } = person();
  const { user } = ok(await api.createUser({ email, password, email_confirm: true }));
  assert.equal(ok(await client().auth.signInWithPassword({ email, password })).user.id, user.id);
  ok(await api.deleteUser(user.id));
  const { error } = await client().auth.signInWithPassword({ email, password });
  assert.equal(error.code, "invalid_credentials");
});

test("listUsers: newest first, in pages", async () => {
  for (let n = 0; n < 3; n += 1) ok(await api.createUser({ email: person().email }));
  const first = ok(await api.listUsers({ page: 1, perPage: 2 }));
  assert.equal(first.users.length, 2);
  assert.ok(first.users[0].created_at >= first.users[1].created_at);
  assert.equal(first.nextPage, 2);
  assert.ok(first.total >= 3);
  assert.ok(first.lastPage >= 2);
});

test("a ban keeps somebody out, and is lifted", async () => {
  const { user, email, password } = await signedUp();
  ok(await api.updateUserById(user.id, { ban_duration: "24h" }));
  const banned = await client().auth.signInWithPassword({ email, password });
  assert.equal(banned.error.code, "user_banned");
  ok(await api.updateUserById(user.id, { ban_duration: "none" }));
  ok(await client().auth.signInWithPassword({ email, password }));
});

test("what is wrong is told by upstream's codes", async () => {
  const { email } = await signedUp();
  const taken = await api.createUser({ email });
  assert.deepEqual([taken.error.status, taken.error.code], [422, "email_exists"]);
  const nobody = await api.getUserById(crypto.randomUUID());
  assert.equal(nobody.error.code, "user_not_found");
  const missing = await api.createUser({ password: "correct horse" });
  assert.equal(missing.error.code, "validation_failed");
});

test("without the secret key nothing of this opens", async () => {
  const { client: own } = await signedUp();
  for (const one of [client(), own]) {
    const { error } = await one.auth.admin.listUsers();
    assert.ok([401, 403].includes(error.status), String(error.status));
    assert.ok((await one.auth.admin.createUser({ email: person().email })).error);
  }
});
