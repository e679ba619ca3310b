/** Which tickets are selected, and which one the keyboard is at. Both by id: rows come and go. */
import { useCallback, useEffect, useRef, useState } from "react";

export interface Selection {
  chosen: Set<string>;
  /** Place of the cursor in the list, -1 before there is one. */
  at: number;
  move(by: number, extend?: boolean): void;
  moveTo(index: number): void;
  toggle(index: number, range?: boolean): void;
  all(): void;
  clear(): void;
  keep(ids: string[]): void;
}

/** `scope`: whatever makes another list of it; then the selection begins anew. */
export function useSelection(ids: string[], scope: string): Selection {
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [cursor, setCursor] = useState<{ id: string; at: number } | null>(null);
  const anchor = useRef<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins anew
  useEffect(() => {
    setChosen(new Set());
    setCursor(null);
    anchor.current = null;
  }, [scope]);

  // Where the cursor's ticket has gone, its neighbour takes the cursor.
  const found = cursor ? ids.indexOf(cursor.id) : -1;
  const at = cursor ? (found >= 0 ? found : Math.min(cursor.at, ids.length - 1)) : -1;

  const put = useCallback(
    (index: number) => {
      const place = Math.max(0, Math.min(index, ids.length - 1));
      const id = ids[place];
      if (id) setCursor({ id, at: place });
      return id;
    },
    [ids],
  );

  const span = (from: number, to: number) => ids.slice(Math.min(from, to), Math.max(from, to) + 1);

  const toggle = (index: number, range = false) => {
    const id = put(index);
    if (!id) return;
    const from = range && anchor.current ? ids.indexOf(anchor.current) : -1;
    setChosen((before) => {
      const after = new Set(before);
      if (from >= 0) for (const one of span(from, index)) after.add(one);
      else if (!after.delete(id)) after.add(id);
      return after;
    });
    if (from < 0) anchor.current = id;
  };

  const move = (by: number, extend = false) => {
    const start = at < 0 ? (by > 0 ? -1 : ids.length) : at;
    if (extend && at >= 0) {
      const here = ids[at] as string;
      const next = put(at + by);
      setChosen((before) => new Set([...before, here, ...(next ? [next] : [])]));
      anchor.current ??= here;
    } else put(start + by);
  };

  return {
    chosen,
    at,
    move,
    moveTo: put,
    toggle,
    all: () => setChosen(new Set(ids)),
    clear: () => {
      setChosen(new Set());
      anchor.current = null;
    },
    keep: (some) => setChosen(new Set(some)),
  };
}
