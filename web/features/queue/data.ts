/** What the queue reads: pages of tickets, the marks at them, teams and members to choose from. */
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { call, rows } from "@/lib/api";
import { DRAFTED, LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";

export interface Ticket {
  id: string;
  number: number;
  subject: string;
  status: string;
  priority: number;
  team: string | null;
  assignee: string | null;
  assignee_id: string | null;
  customer: { name: string; email: string; company: string | null };
  tags: string[];
  created_at: string;
  updated_at: string;
  next_due_at: string | null;
  is_snoozed: boolean;
  snoozed_until: string | null;
  version: number;
  snippet?: { parts: { text: string; hit?: boolean }[] } | null;
}

export interface View {
  id: string;
  key: string | null;
  name: string;
  scope: string;
  owner_id: string | null;
  team_id: string | null;
  query: string;
  filter: { all?: unknown[]; none?: unknown[] };
  sort: string;
}

/** What the address asks for. */
export interface Asked {
  view?: string;
  q?: string;
  sort?: string;
}

export interface TicketPage {
  view?: View | null;
  tickets: Ticket[];
  after: string | null;
  /** The last ticket when the page was read, once live changes have altered it. */
  end?: Ticket;
}

export const SORTS = ["queue", "newest", "oldest", "updated", "due"] as const;
const PAGE = 100;

/** A search without a view is ranked, unless an order is asked for. */
export const isRanked = ({ view, q, sort }: Asked) =>
  Boolean(q) && !view && (!sort || sort === "relevance");

const listed = (asked: Asked) => ({
  p_view: asked.view ?? (asked.q ? null : "mine"),
  p_query: asked.q ?? null,
  p_sort: asked.sort === "relevance" ? null : (asked.sort ?? null),
});

function readPage(asked: Asked, after: string | null): Promise<TicketPage> {
  if (isRanked(asked)) {
    return call("search_tickets", { p_query: asked.q, p_limit: PAGE, p_after: after });
  }
  return call("list_tickets", { ...listed(asked), p_after: after, p_limit: PAGE });
}

/** Those of these tickets that the list holds, as they are now. */
export async function readOnly(asked: Asked, numbers: number[]): Promise<Ticket[]> {
  if (numbers.length === 0) return [];
  const only = { all: [{ fact: "number", op: "is", value: numbers }] };
  const page = await call<TicketPage>("list_tickets", {
    ...listed(asked),
    p_filter: only,
    p_limit: numbers.length,
  });
  return page.tickets;
}

export const listKey = (asked: Asked) => [...LIVE_KEYS.queue, "list", asked] as const;

/** The tickets page by page; what changes is altered in them, see follow.ts. */
export function useTickets(asked: Asked) {
  const found = useInfiniteQuery({
    queryKey: listKey(asked),
    queryFn: ({ pageParam }) => readPage(asked, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.after,
  });
  const tickets = useMemo(() => {
    // A ticket that moved between two pages while they were read is shown once.
    const all = found.data?.pages.flatMap((page) => page.tickets) ?? [];
    return [...new Map(all.map((one) => [one.id, one])).values()];
  }, [found.data]);
  return { ...found, tickets, pages: found.data?.pages, view: found.data?.pages[0]?.view ?? null };
}

const NO_PAGES: TicketPage[] = [];

/** Which of these tickets have a draft that waits for review; asked for page by page. */
export function useDrafted(pages: TicketPage[] = NO_PAGES): Set<string> {
  const before = useRef(new Set<string>());
  // In an order of their own: a ticket that only moves is not asked for anew.
  const asked = useMemo(
    () => pages.map((page) => page.tickets.map((one) => one.id).sort()).filter((ids) => ids.length),
    [pages],
  );
  const found = useQueries({
    queries: asked.map((some) => ({
      queryKey: [...DRAFTED, some],
      queryFn: () => readDrafted(some),
    })),
    combine: joined,
  });
  // While a page is read anew, its marks stay.
  if (!found.reading) before.current = found.ids;
  return found.reading ? new Set([...before.current, ...found.ids]) : found.ids;
}

async function readDrafted(ids: string[]): Promise<string[]> {
  const found = await rows(
    supabase()
      .from("drafts")
      .select("ticket_id")
      .eq("state", "pending")
      .eq("origin", "ai")
      .in("ticket_id", ids),
  );
  return found.map((one) => one.ticket_id);
}

function joined(pages: { data?: string[]; isPending: boolean }[]) {
  return {
    ids: new Set(pages.flatMap((page) => page.data ?? [])),
    reading: pages.some((page) => page.isPending),
  };
}

/** Tickets of which I was told something that I have not read. */
export function useUnread(): Set<string> {
  const { data } = useQuery({
    queryKey: [...LIVE_KEYS.notifications, "tickets"],
    queryFn: () =>
      rows(
        supabase()
          .from("notifications")
          .select("ticket_id")
          .is("read_at", null)
          .not("ticket_id", "is", null)
          .limit(1000),
      ),
  });
  return useMemo(() => new Set(data?.map((one) => one.ticket_id as string)), [data]);
}

export interface Choices {
  members: { id: string; name: string; email: string }[];
  teams: { id: string; key: string; name: string }[];
  tags: { key: string; description: string }[];
}

const NOTHING: Choices = { members: [], teams: [], tags: [] };

/** What filters and bulk changes offer. */
export function useChoices(): Choices {
  const { data } = useQuery({
    queryKey: ["choices"],
    queryFn: async () => {
      const [members, teams, tags] = await Promise.all([
        rows(supabase().from("members").select("id, name, email").eq("active", true).order("name")),
        rows(supabase().from("teams").select("id, key, name").order("name")),
        rows(supabase().from("tags").select("key, description").order("key")),
      ]);
      return { members, teams, tags };
    },
    staleTime: 300_000,
  });
  return data ?? NOTHING;
}
