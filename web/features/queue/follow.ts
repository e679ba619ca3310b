/**
 * Follows what changes in the list that is shown: only the tickets that changed are read, by their
 * numbers and through the same view and search, and put where they belong. All is read anew only
 * where that cannot be: a ranked search, too many changes at once, a refusal.
 */
import {
  type InfiniteData,
  type Query,
  type QueryClient,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { readAnew } from "@/lib/anew";
import { rows } from "@/lib/api";
import { followTickets } from "@/lib/live";
import { supabase } from "@/lib/supabase";
import { type Asked, isRanked, listKey, readOnly, type TicketPage } from "./data";
import { sortOf, withChanges } from "./order";

/** More are read with their pages. */
const MOST = 200;

type List = InfiniteData<TicketPage, string | null>;

export function useFollowing(asked: Asked) {
  const queries = useQueryClient();
  const scope = JSON.stringify(asked);
  useEffect(() => {
    const list = JSON.parse(scope) as Asked;
    const waiting = new Set<string>();
    let busy = false;
    let over = false;
    const work = async () => {
      busy = true;
      while (waiting.size > 0 && !over) {
        const ids = [...waiting];
        waiting.clear();
        await follow(queries, list, ids).catch(() => readAnew(queries, listKey(list)));
      }
      busy = false;
    };
    const end = followTickets((ids) => {
      for (const id of ids) waiting.add(id);
      if (!busy) void work();
    });
    return () => {
      over = true;
      end();
    };
  }, [queries, scope]);
}

async function follow(queries: QueryClient, asked: Asked, ids: string[]): Promise<void> {
  const queryKey = listKey(asked);
  const query = queries.getQueryCache().find<List>({ queryKey, exact: true });
  const sort = sortOf(asked, query?.state.data?.pages[0]);
  if (!query?.state.data || !sort || isRanked(asked) || ids.length > MOST) {
    return readAnew(queries, queryKey);
  }
  const now = await readOnly(asked, await numbersOf(query.state.data, ids));
  // A page that comes just now was begun without this change and would put an end to it.
  while (query.state.fetchStatus === "fetching") await settled(query);
  queries.setQueryData<List>(queryKey, (data) => {
    return data && { ...data, pages: withChanges(data.pages, new Set(ids), now, sort) };
  });
}

async function settled(query: Query<List>): Promise<void> {
  await query.promise?.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve)); // its answer is put in place first
}

/** Numbers never change: what is in the list has told its own. */
async function numbersOf(list: List, ids: string[]): Promise<number[]> {
  const known = new Map(
    list.pages.flatMap((page) => page.tickets.map((one) => [one.id, one.number] as const)),
  );
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const found = await rows(supabase().from("tickets").select("id, number").in("id", unknown));
    for (const one of found ?? []) known.set(one.id, one.number);
  }
  return ids.flatMap((id) => known.get(id) ?? []);
}
