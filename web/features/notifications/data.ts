/** What I was told: how many I have not read, the newest first, marking as read. */
import {
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { call, rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

const PAGE = 30;

export interface Unread {
  unread: number;
  /** There are more than are counted. */
  more: boolean;
}

export interface Notice {
  id: string;
  kind: string;
  data: { rule?: string };
  times: number;
  created_at: string;
  read_at: string | null;
  ticket: { number: number; subject: string } | null;
}

export function useUnreadCount() {
  return useQuery({
    queryKey: [...LIVE_KEYS.notifications, "count"],
    queryFn: () => call<Unread>("unread_notifications"),
  });
}

export function useNotices(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [...LIVE_KEYS.notifications, "list"],
    queryFn: async ({ pageParam }) => {
      let query = supabase()
        .from("notifications")
        .select("id, kind, data, times, created_at, read_at, ticket:tickets(number, subject)")
        .order("created_at", { ascending: false })
        .order("id")
        .limit(PAGE);
      if (pageParam) query = query.lt("created_at", pageParam);
      return (await rows(query)) as unknown as Notice[];
    },
    initialPageParam: "",
    getNextPageParam: (last) => (last.length < PAGE ? null : last.at(-1)?.created_at),
    enabled,
  });
}

/** Some by their ids, or all that were there at a moment: what comes meanwhile stays unread. */
export function useMarkRead() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (which: { ids: string[] } | { until: string }) =>
      call(
        "read_notifications",
        "ids" in which ? { p_ids: which.ids } : { p_all: true, p_until: which.until },
      ),
    onSuccess: () => stale(queries),
    onError: tell.problem,
  });
}

const stale = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: LIVE_KEYS.notifications });
