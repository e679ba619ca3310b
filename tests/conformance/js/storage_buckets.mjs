// Buckets through supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { admin, client, ok } from "./support.mjs";
import { madeBucket } from "./storage_support.mjs";

test("made, read, changed, emptied, deleted", async () => {
  const { storage } = admin();
  const { id, objects } = await madeBucket({ public: true, fileSizeLimit: "1MB" });
  const bucket = ok(await storage.getBucket(id));
  assert.deepEqual(
    [bucket.id, bucket.name, bucket.public, bucket.file_size_limit, bucket.owner],
    [id, id, true, 1_000_000, ""],
  );
  assert.equal(
    ok(await storage.updateBucket(id, { public: false, allowedMimeTypes: ["text/*"] })).message,
    "Successfully updated",
  );
  assert.deepEqual(ok(await storage.getBucket(id)).allowed_mime_types, ["text/*"]);
  ok(await objects.upload("x.txt", "x", { contentType: "text/plain" }));
  const { error } = await storage.deleteBucket(id);
  assert.match(error.message, /not empty/);
  assert.match(ok(await storage.emptyBucket(id)).message, /Empty bucket has been queued/);
  assert.deepEqual(ok(await objects.list()), []);
  assert.equal(ok(await storage.deleteBucket(id)).message, "Successfully deleted");
  assert.equal((await storage.getBucket(id)).error.message, "Bucket not found");
});

test("listed by page, order and search", async () => {
  const { storage } = admin();
  const made = [(await madeBucket()).id, (await madeBucket()).id, (await madeBucket()).id];
  const search = `js-${process.pid}`;
  const options = { search, limit: 2, offset: 1, sortColumn: "name", sortOrder: "desc" };
  const all = ok(await storage.listBuckets({ search })).map((bucket) => bucket.id);
  for (const id of made) assert.ok(all.includes(id));
  const page = ok(await storage.listBuckets(options)).map((bucket) => bucket.id);
  assert.deepEqual(page, [...all].sort().reverse().slice(1, 3));
});

test("a name is taken once, and a stranger makes none", async () => {
  const { id } = await madeBucket();
  const taken = await admin().storage.createBucket(id);
  assert.match(taken.error.message, /already exists/);
  const { error } = await client().storage.createBucket("theirs");
  assert.match(error.message, /row-level security/);
  assert.deepEqual(ok(await client().storage.listBuckets()), []);
});

test("a limit above the service's own is refused", async () => {
  const { error } = await admin().storage.createBucket("huge", { fileSizeLimit: "100GB" });
  assert.match(error.message, /exceeded the maximum allowed size/);
});

test("what is not there says so", async () => {
  const { id } = await madeBucket();
  const { error } = await admin().storage.getBucketLifecycle(id);
  assert.equal(error.status, 501);
});
