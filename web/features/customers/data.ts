/** Everything about one customer, in one SQL function; and what can be done to them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/api";
import { tell } from "@/lib/tell";

export interface History {
  customer: {
    id: string;
    name: string;
    email: string;
    locale: string | null;
    time_zone: string | null;
    merged_into: string | null;
  };
  company: { id: string; name: string; domain: string | null } | null;
  addresses: { address: string; channel: string; primary: boolean; verified: boolean }[];
  blocked: { id: string; kind: string; reason: string; messages: number } | null;
  merged_from: { merge_id: string; email: string; reason: string; merged_at: string }[];
  notes: { id: string; content: string; author: string | null; created_at: string }[];
  counts: { total: number; by_status: Record<string, number> };
  first_contact_at: string | null;
  last_contact_at: string | null;
  tickets: {
    id: string;
    number: number;
    subject: string;
    status: string;
    priority: number;
    created_at: string;
  }[];
}

const PAGE = 100;
/** Changes to customers are told on no channel of the desk; who looks at one asks now and then. */
const AGAIN_MS = 5_000;

export function useHistory(id: string) {
  return useQuery({
    queryKey: ["customer", id, "history", PAGE],
    queryFn: () =>
      call<History, "customer_history">("customer_history", { p_customer_id: id, p_limit: PAGE }),
    refetchInterval: AGAIN_MS, // only while the page is in view
  });
}

/** What is done is shown by reading anew; a refusal is shown in the server's words. */
export function useChange(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, args }: { name: Parameters<typeof call>[0]; args: object }) =>
      call(name, args as Record<string, unknown>),
    onSettled: () => queries.invalidateQueries({ queryKey: ["customer", id] }),
    onError: (error) => tell.problem(error),
  });
}

export type Change = ReturnType<typeof useChange>;
