// Without policies: strangers and the signed-in get nothing (policies themselves: the .py).
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ok, signedUp } from "./support.mjs";
import { madeBucket } from "./storage_support.mjs";

const people = { "a stranger": client(), "somebody signed in": (await signedUp()).client };

for (const [who, supabase] of Object.entries(people)) {
  test(`${who} gets nothing without a policy`, async () => {
    const { id, objects } = await madeBucket();
    ok(await objects.upload("x", "x"));
    const theirs = supabase.storage.from(id);
    assert.match((await theirs.upload("y", "y")).error.message, /row-level security/);
    assert.match((await theirs.update("x", "y")).error.message, /row-level security/);
    assert.equal((await theirs.download("x")).data, null);
    assert.equal((await theirs.info("x")).error.statusCode, "404");
    assert.deepEqual(ok(await theirs.list()), []);
    assert.deepEqual(ok(await theirs.listV2()).objects, []);
    assert.deepEqual(ok(await theirs.remove(["x"])), []);
    assert.equal((await theirs.move("x", "z")).error.message, "Object not found");
    assert.equal((await theirs.copy("x", "z")).error.message, "Object not found");
    assert.deepEqual(ok(await objects.list()).map((row) => row.name), ["x"]);
  });
}
