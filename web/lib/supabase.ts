import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "@/lib/database.types";

export type Supabase = SupabaseClient<Database>;

let client: Supabase | undefined;

/** The one client of this page; `connect` must have ended. */
export function supabase(): Supabase {
  if (!client) throw new Error("connect() comes first");
  return client;
}

/**
 * Build-time settings where there are any (a hosted project), else those of the stack that served
 * this page, which says its key at /app.json.
 */
export async function connect(): Promise<Supabase> {
  const built = import.meta.env.VITE_SUPABASE_URL as string | undefined;
  const key = import.meta.env.VITE_SUPABASE_PUBLISHABLE_KEY as string | undefined;
  const found = built && key ? { url: built, key } : await ownStack();
  return use(
    createClient<Database>(found.url, found.key, {
      auth: { flowType: "pkce", persistSession: true, autoRefreshToken: true },
    }),
  );
}

/** Take this client from now on: what tests call. */
export function use(given: Supabase): Supabase {
  client = given;
  return given;
}

async function ownStack(): Promise<{ url: string; key: string }> {
  const answer = await fetch("/app.json");
  if (!answer.ok) throw new Error(`/app.json answered ${answer.status}`);
  const { key } = (await answer.json()) as { key: string };
  return { url: window.location.origin, key };
}
