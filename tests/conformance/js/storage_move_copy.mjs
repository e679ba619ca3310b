// Moving and copying through supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "./support.mjs";
import { madeBucket, text } from "./storage_support.mjs";

test("moved within a bucket, and to another", async () => {
  const { objects } = await madeBucket();
  const other = await madeBucket();
  ok(await objects.upload("a", "hello", { contentType: "text/csv", metadata: { k: 1 } }));
  assert.equal(ok(await objects.move("a", "b/c")).message, "Successfully moved");
  assert.equal((await objects.exists("a")).data, false);
  ok(await objects.move("b/c", "d", { destinationBucket: other.id }));
  assert.equal((await objects.exists("b/c")).data, false);
  assert.equal(await text(ok(await other.objects.download("d"))), "hello");
  const info = ok(await other.objects.info("d"));
  assert.deepEqual([info.contentType, info.metadata], ["text/csv", { k: 1 }]);
});

test("copied within a bucket, and to another", async () => {
  const { id, objects } = await madeBucket();
  const other = await madeBucket();
  ok(await objects.upload("a", "hello"));
  assert.equal(ok(await objects.copy("a", "b/c")).path, `${id}/b/c`);
  ok(await objects.copy("a", "d", { destinationBucket: other.id }));
  ok(await objects.update("a", "changed"));
  assert.equal(await text(ok(await objects.download("b/c"))), "hello");
  assert.equal(await text(ok(await other.objects.download("d"))), "hello");
});

test("not from nowhere, nor onto another", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("a", "a"));
  ok(await objects.upload("b", "b"));
  for (const verb of ["move", "copy"]) {
    assert.equal((await objects[verb]("no", "c")).error.message, "Object not found");
    assert.equal((await objects[verb]("a", "b")).error.message, "The resource already exists");
  }
  assert.equal(await text(ok(await objects.download("b"))), "b");
});
