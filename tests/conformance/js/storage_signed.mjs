// Signed URLs through supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ok } from "./support.mjs";
import { madeBucket, text } from "./storage_support.mjs";

test("a link opens one file for anybody, under a name", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("a b.txt", "hello"));
  const { signedUrl } = ok(await objects.createSignedUrl("a b.txt", 60, { download: "c.txt" }));
  const got = await fetch(signedUrl);
  assert.equal(await got.text(), "hello");
  assert.equal(
    got.headers.get("content-disposition"),
    "attachment; filename=c.txt; filename*=UTF-8''c.txt",
  );
  const other = await fetch(signedUrl.replace("a%20b", "a%20c"));
  assert.deepEqual([other.status, (await other.json()).error], [400, "InvalidSignature"]);
});

test("several links at once", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("x", "x"));
  const links = ok(await objects.createSignedUrls(["x", "no"], 60));
  assert.deepEqual(links.map((link) => [link.path, link.error === null]), [["x", true], ["no", false]]);
  assert.equal(await (await fetch(links[0].signedUrl)).text(), "x");
});

test("no link for what the caller may not see", async () => {
  const { id, objects } = await madeBucket();
  ok(await objects.upload("x", "x"));
  const { error } = await client().storage.from(id).createSignedUrl("x", 60);
  assert.equal(error.message, "Object not found");
});

test("a link to upload, once or over and over", async () => {
  const { id, objects } = await madeBucket();
  const anybody = client().storage.from(id);
  const once = ok(await objects.createSignedUploadUrl("x"));
  assert.equal(once.path, "x");
  ok(await anybody.uploadToSignedUrl("x", once.token, new Blob(["one"], { type: "a/b" })));
  assert.equal(ok(await objects.info("x")).contentType, "a/b");
  const again = await anybody.uploadToSignedUrl("x", once.token, "two");
  assert.equal(again.error.message, "The resource already exists");
  const often = ok(await objects.createSignedUploadUrl("x", { upsert: true }));
  ok(await anybody.uploadToSignedUrl("x", often.token, "two"));
  ok(await anybody.uploadToSignedUrl("x", often.token, "three"));
  assert.equal(await text(ok(await objects.download("x"))), "three");
  const elsewhere = await anybody.uploadToSignedUrl("y", often.token, "x");
  assert.equal(elsewhere.error.statusCode, "400");
});

test("a link to upload for those only who may upload", async () => {
  const { id } = await madeBucket();
  const { error } = await client().storage.from(id).createSignedUploadUrl("x");
  assert.match(error.message, /row-level security/);
});
