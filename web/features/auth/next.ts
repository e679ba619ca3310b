/** Where a person goes once signed in. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { type Me, useSession } from "@/lib/session";

/** An address of this application, or nothing: a link must not lead elsewhere from our sign-in. */
export function safeNext(next: string | undefined): string | undefined {
  if (!next?.startsWith("/")) return undefined;
  // Browsers read a backslash as a slash and leave control characters out, and land elsewhere.
  const url = new URL(next, window.location.origin);
  return url.origin === window.location.origin && !next.startsWith("//") ? next : undefined;
}

export const homeOf = (me: Me): string => (me.kind === "member" ? "/desk" : "/requests");

/** `?next=` of this page. */
export function useNext(): string | undefined {
  const { next } = useSearch({ strict: false }) as { next?: string };
  return safeNext(next);
}

/** Away from here, once, as soon as somebody is signed in. */
export function useGoOn(when = true): string | undefined {
  const next = useNext();
  const { me } = useSession();
  const navigate = useNavigate();
  const gone = useRef(false);
  useEffect(() => {
    if (!me || !when || gone.current) return;
    gone.current = true;
    void navigate({ href: next ?? homeOf(me), replace: true });
  }, [me, when, next, navigate]);
  return next;
}

/** Where the link in a mail leads: to the page that takes its code, and from there to `next`. */
export function callbackTo(next?: string): string {
  const url = new URL("/auth/callback", window.location.origin);
  if (next) url.searchParams.set("next", next);
  return url.toString();
}
