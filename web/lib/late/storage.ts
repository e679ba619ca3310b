/**
 * Storage, loaded when a file is fetched or removed. In what is built, supabase-js gets this client
 * in place of its own (see vite.config.ts). Only what answers at once is here: public addresses.
 */
import type { StorageClient as Client } from "@supabase/storage-js";

/** supabase-js hands it on by name; nothing here is told apart by it. */
export class StorageApiError extends Error {}

type Bucket = Record<string | symbol, (...given: unknown[]) => unknown>;

export class StorageClient {
  #given: ConstructorParameters<typeof Client>;

  constructor(...given: ConstructorParameters<typeof Client>) {
    this.#given = given;
  }

  from(name: string): Bucket {
    const base = String(this.#given[0]).replace(/\/$/, "");
    const bucket = async () => {
      const code = await import("@supabase/storage-js");
      return new code.StorageClient(...this.#given).from(name) as unknown as Bucket;
    };
    const atOnce: Bucket = {
      getPublicUrl: (path) => ({
        data: { publicUrl: encodeURI(`${base}/object/public/${name}/${path}`) },
      }),
    };
    return new Proxy(atOnce, {
      get: (known, asked) =>
        known[asked] ?? (async (...given: unknown[]) => (await bucket())[asked]?.(...given)),
    });
  }
}
