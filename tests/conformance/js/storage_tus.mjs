import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import test from "node:test";

import * as tus from "tus-js-client";

import { admin, ok, publishableKey, serviceJwt, signedUp, url } from "./support.mjs";

const endpoint = `${url}/storage/v1/upload/resumable`;
const MB = 1024 * 1024;
const chunkSize = 6 * MB; // what Supabase's guide tells
const service = { authorization: `Bearer ${serviceJwt}` };
const sum = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function newBucket(options = {}) {
  const name = `tus-${randomUUID()}`;
  ok(await admin().storage.createBucket(name, { public: false, ...options }));
  return name;
}

/** An Upload with the guide's options, and what became of it: "done", or the error. */
function uploading(content, metadata, options = {}) {
  let upload;
  const ended = new Promise((resolve) => {
    upload = new tus.Upload(content, {
      endpoint,
      chunkSize,
      headers: service,
      retryDelays: null,
      removeFingerprintOnSuccess: true,
      metadata: { contentType: "application/octet-stream", cacheControl: "3600", ...metadata },
      onSuccess: () => resolve("done"),
      onError: resolve,
      ...options,
    });
  });
  return { upload, ended };
}

async function uploaded(content, metadata, options) {
  const { upload, ended } = uploading(content, metadata, options);
  upload.start();
  return ended;
}

/** Status and text of the answer behind an error of tus-js-client. */
function refusal(error) {
  assert.ok(error instanceof tus.DetailedError, String(error));
  return [error.originalResponse.getStatus(), error.originalResponse.getBody()];
}

async function downloaded(bucket, name, own = admin()) {
  return Buffer.from(await ok(await own.storage.from(bucket).download(name)).arrayBuffer());
}

test("13 MB in chunks of 6", async () => {
  const bucketName = await newBucket();
  const content = randomBytes(13 * MB + 1);
  const objectName = "deep/in/here.bin";
  const offsets = [];
  const said = await uploaded(
    content,
    { bucketName, objectName, contentType: "video/mp4", metadata: JSON.stringify({ a: 1 }) },
    { onChunkComplete: (_size, accepted) => offsets.push(accepted) },
  );
  assert.equal(said, "done");
  assert.deepEqual(offsets, [6 * MB, 12 * MB, content.length]);
  assert.equal(sum(await downloaded(bucketName, objectName)), sum(content));
  const info = ok(await admin().storage.from(bucketName).info(objectName));
  assert.equal(info.contentType, "video/mp4");
  assert.equal(info.cacheControl, "max-age=3600");
  assert.equal(info.size, content.length);
  assert.deepEqual(info.metadata, { a: 1 });
});

test("the first bytes may come with the creation", async () => {
  const bucketName = await newBucket();
  const content = randomBytes(7 * MB);
  const options = { uploadDataDuringCreation: true };
  assert.equal(await uploaded(content, { bucketName, objectName: "a" }, options), "done");
  assert.equal(sum(await downloaded(bucketName, "a")), sum(content));
});

test("a stream whose length nobody knows", async () => {
  const bucketName = await newBucket();
  const content = randomBytes(3 * MB);
  const options = { uploadLengthDeferred: true, chunkSize: MB };
  const stream = Readable.from([content.subarray(0, 100), content.subarray(100)]);
  assert.equal(await uploaded(stream, { bucketName, objectName: "a" }, options), "done");
  assert.equal(sum(await downloaded(bucketName, "a")), sum(content));
});

test("an empty file", async () => {
  const bucketName = await newBucket();
  assert.equal(await uploaded(Buffer.alloc(0), { bucketName, objectName: "a" }), "done");
  assert.equal((await downloaded(bucketName, "a")).length, 0);
});

test("interrupted after the first chunk it goes on where it was", async () => {
  const bucketName = await newBucket();
  const content = randomBytes(13 * MB);
  const metadata = { bucketName, objectName: "a" };
  const first = uploading(content, metadata);
  const stopped = new Promise((resolve) => {
    first.upload.options.onChunkComplete = async () => resolve(await first.upload.abort());
  });
  first.upload.start();
  await stopped;
  const missing = await admin().storage.from(bucketName).download("a");
  assert.ok(missing.error);

  const sent = [];
  const second = uploading(content, metadata, {
    uploadUrl: first.upload.url,
    onChunkComplete: (size) => sent.push(size),
  });
  second.upload.start();
  assert.equal(await second.ended, "done");
  assert.ok(sent.reduce((total, size) => total + size, 0) <= 7 * MB);
  assert.equal(sum(await downloaded(bucketName, "a")), sum(content));
});

test("given up it is gone", async () => {
  const bucketName = await newBucket();
  const { upload } = uploading(randomBytes(8 * MB), { bucketName, objectName: "a" });
  const stopped = new Promise((resolve, reject) => {
    upload.options.onChunkComplete = () => upload.abort(true).then(resolve, reject);
  });
  upload.start();
  await stopped;
  const headers = { ...service, "tus-resumable": "1.0.0" };
  assert.equal((await fetch(upload.url, { method: "HEAD", headers })).status, 404);
});

test("what is there is kept without x-upsert and replaced with it", async () => {
  const bucketName = await newBucket();
  const metadata = { bucketName, objectName: "a" };
  assert.equal(await uploaded(Buffer.from("one"), metadata), "done");
  const refused = await uploaded(Buffer.from("two"), metadata);
  assert.deepEqual(refusal(refused), [409, "The resource already exists"]);
  const headers = { ...service, "x-upsert": "true" };
  assert.equal(await uploaded(Buffer.from("two"), metadata, { headers }), "done");
  assert.equal(String(await downloaded(bucketName, "a")), "two");
});

test("refusals in upstream's words", async () => {
  const bucketName = await newBucket({ fileSizeLimit: 10, allowedMimeTypes: ["image/png"] });
  const image = { bucketName, objectName: "a", contentType: "image/png" };
  const cases = [
    [{ ...image, bucketName: "doesn-exist" }, "x", 404, "Bucket not found"],
    [image, "more than ten", 413, "Maximum size exceeded\n"],
    [{ ...image, contentType: "image/jpeg" }, "x", 415, "mime type image/jpeg is not supported"],
  ];
  for (const [metadata, content, status, text] of cases) {
    assert.deepEqual(refusal(await uploaded(Buffer.from(content), metadata)), [status, text]);
  }
});

test("in parallel parts it is told what to do", async () => {
  const bucketName = await newBucket();
  const options = { parallelUploads: 2 };
  const [status, text] = refusal(
    await uploaded(randomBytes(100), { bucketName, objectName: "a" }, options),
  );
  assert.equal(status, 501);
  assert.match(text, /Disable parallel uploads/);
});

test("policies decide, for people and for nobody", async () => {
  const bucketName = await newBucket();
  const own = await signedUp();
  const other = await signedUp();
  const metadata = { bucketName, objectName: `${own.user.id}/a` };
  const as = ({ session }) => ({ headers: { authorization: `Bearer ${session.access_token}` } });
  const content = Buffer.from("mine");
  for (const stranger of [as(other), { headers: { apikey: publishableKey } }]) {
    const [status, text] = refusal(await uploaded(content, metadata, stranger));
    assert.deepEqual([status, text], [403, "new row violates row-level security policy"]);
  }
  assert.equal(await uploaded(content, metadata, as(own)), "done");
  assert.equal(String(await downloaded(bucketName, metadata.objectName, own.client)), "mine");
});

test("with a signed URL's token and nothing else", async () => {
  const bucketName = await newBucket();
  const { token } = ok(await admin().storage.from(bucketName).createSignedUploadUrl("a/b.bin"));
  const options = { endpoint: `${endpoint}/sign`, headers: { "x-signature": token } };
  const content = randomBytes(7 * MB);
  const wrong = await uploaded(content, { bucketName, objectName: "other" }, options);
  assert.equal(refusal(wrong)[0], 400);
  assert.equal(await uploaded(content, { bucketName, objectName: "a/b.bin" }, options), "done");
  assert.equal(sum(await downloaded(bucketName, "a/b.bin")), sum(content));
  const bare = { endpoint: `${endpoint}/sign`, headers: {} };
  const missing = await uploaded(content, { bucketName, objectName: "c" }, bare);
  assert.deepEqual(refusal(missing), [400, "Missing x-signature header"]);
});
