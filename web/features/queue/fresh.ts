/** Which rows changed or came just now, to be shown for a moment. */
import { useEffect, useRef, useState } from "react";
import type { Ticket } from "./data";

const SHOWN_MS = 1_600;

export function useFresh(tickets: Ticket[], scope: string): Set<string> {
  const known = useRef<{ scope: string; versions: Map<string, number>; last?: string }>(undefined);
  const [fresh, setFresh] = useState<Set<string>>(new Set());
  useEffect(() => {
    const before = known.current;
    known.current = {
      scope,
      versions: new Map(tickets.map((one) => [one.id, one.version])),
      last: tickets.at(-1)?.id,
    };
    if (!before || before.scope !== scope || before.versions.size === 0) return;
    // What stands below the old end was read by scrolling: it is not news.
    const end = tickets.findIndex((one) => one.id === before.last);
    const changed = tickets
      .slice(0, end < 0 ? before.versions.size : end + 1)
      .filter((one) => before.versions.get(one.id) !== one.version)
      .map((one) => one.id);
    if (changed.length === 0) return;
    setFresh(new Set(changed));
    const over = setTimeout(() => setFresh(new Set()), SHOWN_MS);
    return () => clearTimeout(over);
  }, [tickets, scope]);
  return fresh;
}
