import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";

import { admin, client, ok } from "./support.mjs";

// a red picture of 40 x 20 pixels
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAACgAAAAUCAIAAABwJOjsAAAAJ0lEQVR4nGM8ISfHMBCAaUBsHbV41OJRi0ctHrV41OJRi0ctHhAAAF+MASwoT9QRAAAAAElFTkSuQmCC",
  "base64",
);
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';

async function newBucket(options = {}) {
  const name = `images-${randomUUID()}`;
  const storage = admin().storage;
  ok(await storage.createBucket(name, { public: false, ...options }));
  ok(await storage.from(name).upload("in/a.png", png, { contentType: "image/png" }));
  ok(await storage.from(name).upload("a.svg", svg, { contentType: "image/svg+xml" }));
  ok(await storage.from(name).upload("a.txt", "no picture", { contentType: "text/plain" }));
  return name;
}

/** Width and height from a PNG's header. */
function size(bytes) {
  assert.equal(bytes.subarray(1, 4).toString(), "PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

const bytesOf = async (blob) => Buffer.from(await blob.arrayBuffer());
const get = (address, accept = "image/png") => fetch(address, { headers: { accept } });

test("a public URL with a transformation", async () => {
  const bucket = admin().storage.from(await newBucket({ public: true }));
  const transform = { width: 10, height: 10, resize: "contain", quality: 50 };
  const { publicUrl } = bucket.getPublicUrl("in/a.png", { transform }).data;
  assert.match(publicUrl, /\/render\/image\/public\//);
  const answer = await get(publicUrl);
  assert.equal(answer.status, 200);
  assert.deepEqual(size(Buffer.from(await answer.arrayBuffer())), [10, 5]);
  assert.match(answer.headers.get("x-transformations"), /height:10,width:10,resizing_type:fit/);
  const modern = await get(publicUrl, "image/avif,image/webp,*/*");
  assert.equal(modern.headers.get("content-type"), "image/webp");
});

test("the format of the original on request", async () => {
  const bucket = admin().storage.from(await newBucket({ public: true }));
  const transform = { width: 10, format: "origin" };
  const { publicUrl } = bucket.getPublicUrl("in/a.png", { transform }).data;
  const answer = await get(publicUrl, "image/webp");
  assert.equal(answer.headers.get("content-type"), "image/png");
});

test("download transforms for whoever may read", async () => {
  const name = await newBucket();
  const transform = { width: 10, height: 10, resize: "fill", format: "origin" };
  const blob = ok(await admin().storage.from(name).download("in/a.png", { transform }));
  assert.equal(blob.type, "image/png");
  assert.deepEqual(size(await bytesOf(blob)), [10, 10]);
  const { error } = await client().storage.from(name).download("in/a.png", { transform });
  assert.ok(error);
});

test("a signed URL keeps to its transformation", async () => {
  const name = await newBucket();
  const bucket = admin().storage.from(name);
  const transform = { width: 8, height: 8, resize: "cover" };
  const { signedUrl } = ok(await bucket.createSignedUrl("in/a.png", 60, { transform }));
  assert.match(signedUrl, /\/render\/image\/sign\//);
  for (const address of [signedUrl, `${signedUrl}&width=40&height=20&resize=fill`]) {
    const answer = await get(address);
    assert.deepEqual(size(Buffer.from(await answer.arrayBuffer())), [8, 8]);
  }
  const other = await get(signedUrl.replace("in/a.png", "a.svg"));
  assert.equal(other.status, 400);
  const named = ok(
    await bucket.createSignedUrl("in/a.png", 60, { transform, download: "b.png" }),
  );
  const download = await get(named.signedUrl);
  assert.match(download.headers.get("content-disposition"), /filename=b\.png/);
});

test("an SVG stays what it is", async () => {
  const name = await newBucket();
  const transform = { width: 100, height: 100 };
  const blob = ok(await admin().storage.from(name).download("a.svg", { transform }));
  assert.equal(blob.type, "image/svg+xml");
  assert.equal(await blob.text(), svg);
});

test("what is no picture is refused with a sentence", async () => {
  const bucket = admin().storage.from(await newBucket({ public: true }));
  const transform = { width: 10 };
  const { error } = await bucket.download("a.txt", { transform });
  assert.equal(error.message, "The source image is invalid or unsupported for rendering");
  const wrong = await get(bucket.getPublicUrl("in/a.png", { transform: { width: -1 } }).data.publicUrl);
  assert.equal(wrong.status, 400);
  assert.match((await wrong.json()).message, /width/);
});
