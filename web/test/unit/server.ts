/** A Supabase client whose requests this test answers: path and method to a handler. */
import { createClient } from "@supabase/supabase-js";
import type { Database } from "@/lib/database.types";
import { use } from "@/lib/supabase";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

type Handler = (asked: Asked) => unknown;

/** A refusal as PostgREST gives it. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly message: string,
    readonly code = `PT${status}`,
    readonly details: unknown = null,
  ) {}
}

/**
 * Answers "POST /rest/v1/rpc/list_tickets" and the like; what has no answer fails the request.
 * Returns the list of what was asked, in order.
 */
export function serve(handlers: Record<string, Handler>): Asked[] {
  const seen: Asked[] = [];
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input instanceof Request ? input.url : input));
    const method = init?.method ?? "GET";
    const body = typeof init?.body === "string" ? JSON.parse(init.body) : (init?.body ?? null);
    const asked = { method, path: url.pathname, query: url.searchParams, body };
    seen.push(asked);
    const handler = handlers[`${method} ${url.pathname}`];
    const said = handler
      ? handler(asked)
      : new Refusal(404, `No answer for ${method} ${url.pathname}.`);
    if (said instanceof Response) return said; // events, and the like
    if (said instanceof Refusal) {
      const { code, message, details, status } = said;
      return Response.json(
        { code, error_code: code, message, details: details && JSON.stringify(details) }, // Auth reads error_code
        { status },
      );
    }
    return Response.json(said ?? null);
  };
  use(
    createClient<Database>("http://desk.test", "sb_publishable_test", {
      auth: { persistSession: false, autoRefreshToken: false },
      global: { fetch: answer },
    }),
  );
  return seen;
}
