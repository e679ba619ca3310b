// Downloads through supabase-js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ok } from "./support.mjs";
import { madeBucket, text } from "./storage_support.mjs";

test("a public URL needs no key", async () => {
  const { objects } = await madeBucket({ public: true });
  ok(await objects.upload("a b.svg", "<svg/>", { contentType: "image/svg+xml" }));
  const { publicUrl } = objects.getPublicUrl("a b.svg").data;
  const got = await fetch(publicUrl);
  assert.equal(got.status, 200);
  assert.equal(got.headers.get("content-type"), "image/svg+xml");
  assert.equal(await got.text(), "<svg/>");
});

test("the name of a download", async () => {
  const { objects } = await madeBucket({ public: true });
  ok(await objects.upload("x.svg", "<svg/>"));
  const disposition = async (download) => {
    const { publicUrl } = objects.getPublicUrl("x.svg", { download }).data;
    return (await fetch(publicUrl)).headers.get("content-disposition");
  };
  assert.equal(await disposition(true), "attachment;");
  assert.equal(
    await disposition("x.svg"),
    "attachment; filename=x.svg; filename*=UTF-8''x.svg",
  );
});

test("a private bucket has no public URL, and a stranger no download", async () => {
  const { id, objects } = await madeBucket();
  ok(await objects.upload("x", "x"));
  const got = await fetch(objects.getPublicUrl("x").data.publicUrl);
  assert.deepEqual([got.status, (await got.json()).message], [400, "Bucket not found"]);
  const { data, error } = await client().storage.from(id).download("x");
  assert.equal(data, null);
  assert.equal(error.statusCode ?? error.originalError?.status, "404");
});

test("a download as a stream", async () => {
  const { objects } = await madeBucket();
  ok(await objects.upload("x", Buffer.alloc(1_000_000, 7)));
  let size = 0;
  for await (const chunk of ok(await objects.download("x").asStream())) size += chunk.length;
  assert.equal(size, 1_000_000);
});

test("html is text", async () => {
  const { objects } = await madeBucket({ public: true });
  ok(await objects.upload("x.html", "<script>", { contentType: "text/html" }));
  const got = await fetch(objects.getPublicUrl("x.html").data.publicUrl);
  assert.equal(got.headers.get("content-type"), "text/plain");
  assert.equal(await text(await got.blob()), "<script>");
});
