// Buckets of a test's own.
import { admin, ok } from "./support.mjs";

let number = 0;

/** A new bucket, made with the secret key: its id, and the admin's view of its objects. */
export async function madeBucket(options = { public: false }) {
  number += 1;
  const id = `js-${process.pid}-${number}`;
  const { storage } = admin();
  ok(await storage.createBucket(id, options));
  return { id, objects: storage.from(id) };
}

/** The text of a Blob. */
export const text = async (blob) => blob.text();
