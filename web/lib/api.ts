/** The three ways to the server: SQL functions, rows, HTTP functions. All throw `Problem`. */
import type { Database } from "@/lib/database.types";
import { asProblem, fromPostgrest, Problem } from "@/lib/problem";
import { supabase } from "@/lib/supabase";

type Functions = Database["public"]["Functions"];

/** A row as PostgREST gives it. */
export type Row<T extends keyof Database["public"]["Tables"]> =
  Database["public"]["Tables"][T]["Row"];

/** Call an SQL function. What returns json is given the shape that the caller names. */
export async function call<
  T = unknown,
  N extends keyof Functions & string = keyof Functions & string,
>(name: N, args: Record<string, unknown> = {}): Promise<T> {
  const { data, error, status } = await supabase().rpc(name, args as never);
  if (error) throw fromPostgrest(error, status);
  return data as T;
}

interface Answer<T> {
  data: T | null;
  error: { message: string; code?: string; details?: string | null } | null;
  status: number;
}

/** The rows of a query: `await rows(supabase().from("teams").select("id, name"))`. */
export async function rows<T>(query: PromiseLike<Answer<T>>): Promise<T> {
  const { data, error, status } = await query;
  if (error) throw fromPostgrest(error, status);
  return data as T;
}

/** Call an HTTP function by its path below /functions/v1; its problem JSON becomes a Problem. */
export async function invoke<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const { data, error } = await supabase().functions.invoke<T>(path, {
    body: body as never,
    signal,
  });
  if (!error) return data as T;
  const response = (error as { context?: unknown }).context;
  if (response instanceof Response) {
    const said = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
    throw new Problem(said.detail ?? said.title ?? error.message, response.status);
  }
  throw asProblem(new TypeError(error.message));
}
