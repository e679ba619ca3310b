/** Whether a session still lacks the code of its account's second factor. */
import type { Session } from "@supabase/supabase-js";

/** The id of the factor whose code is due; null when the session has all that it needs. */
export function factorDue(session: Session | null | undefined): string | null {
  if (!session || levelOf(session.access_token) === "aal2") return null;
  return session.user.factors?.find((one) => one.status === "verified")?.id ?? null;
}

/** The level of assurance that a token speaks of; the server checks the token, this only reads it. */
function levelOf(token: string): unknown {
  try {
    const body = token.split(".")[1] ?? "";
    return JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/"))).aal;
  } catch {
    return null;
  }
}
