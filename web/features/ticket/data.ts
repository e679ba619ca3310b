/** What the ticket page reads and changes. One SQL function gives the whole of a ticket. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Attached } from "@/components/files/attached";
import { readAnew } from "@/lib/anew";
import { call, type Row, rows } from "@/lib/api";
import { LIVE_KEYS, useTopic } from "@/lib/live";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

export interface Field {
  key: string;
  type: "text" | "number" | "choice" | "choices" | "date" | "boolean";
  label: Record<string, string>;
  value: unknown;
  choices: { value: string; label: Record<string, string> }[];
  required_to_solve: boolean;
}

export interface Link {
  ticket_id: string;
  number: number;
  subject: string;
  status: string;
  kind: string;
  direction?: string;
}

export interface Thread {
  interactions: Row<"interactions">[];
  notes: Row<"notes">[];
  attachments: Attached[];
  ticket: Row<"tickets">;
}

export interface Opened extends Thread {
  deliveries: Row<"deliveries">[];
  tags: string[];
  fields: Field[];
  links: Link[];
  drafts: Row<"drafts">[];
  watchers: { member_id: string; name: string; why: string }[];
  merged: Thread[];
  customer: { id: string; name: string; email: string; locale: string | null };
}

/** The id of a ticket by the number that people know; null when there is none for this reader. */
export async function ticketIdOf(number: string): Promise<string | null> {
  if (!/^\d{1,15}$/.test(number)) return null;
  const found = await rows(supabase().from("tickets").select("id").eq("number", Number(number)));
  return found?.[0]?.id ?? null;
}

export async function ticketNumberOf(id: string): Promise<number | null> {
  const found = await rows(supabase().from("tickets").select("number").eq("id", id));
  return found?.[0]?.number ?? null;
}

/** Opens the ticket of this number. */
export function useToTicket() {
  const navigate = useNavigate();
  return (number: number) =>
    navigate({ to: "/desk/tickets/$number", params: { number: String(number) } as never });
}

/** The number of another ticket; undefined until it is known. */
export function useTicketNumber(id: string | null) {
  const { data } = useQuery({
    queryKey: ["ticket-number", id],
    queryFn: () => ticketNumberOf(id ?? ""),
    enabled: id !== null,
  });
  return data;
}

export function useTicketId(number: string) {
  return useQuery({
    queryKey: ["ticket-id", number],
    queryFn: () => ticketIdOf(number),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useTicket(id: string) {
  const queries = useQueryClient();
  const anew = () => readAnew(queries, LIVE_KEYS.ticket(id));
  useTopic(`ticket:${id}`, anew, anew);
  return useQuery({
    queryKey: LIVE_KEYS.ticket(id),
    queryFn: () => call<Opened, "open_ticket">("open_ticket", { p_ticket_id: id }),
  });
}

export interface Clock {
  id: number;
  metric: string;
  due_at: string | null;
  paused_at: string | null;
  breached_at: string | null;
}

export function useClocks(id: string) {
  return useQuery({
    queryKey: [...LIVE_KEYS.ticket(id), "clocks"],
    queryFn: () =>
      rows(
        supabase()
          .from("sla_clocks")
          .select("id, metric, due_at, paused_at, breached_at")
          .eq("ticket_id", id)
          .eq("void", false)
          .is("stopped_at", null)
          .order("due_at"),
      ),
  });
}

/** From which status one may go where; a person does not wait for a refusal. */
export function useNextStatuses(status: string) {
  const { data } = useQuery({
    queryKey: ["status-transitions"],
    queryFn: () => rows(supabase().from("ticket_status_transitions").select("*")),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (data ?? [])
    .filter((one) => one.from_status === status && !one.by_reply_only)
    .map((one) => one.to_status);
}

export function useCategories() {
  return useQuery({
    queryKey: ["categories"],
    queryFn: () => rows(supabase().from("ticket_categories").select("key, label").order("label")),
    staleTime: 300_000,
  });
}

export interface Person {
  id: string;
  name: string;
  email: string;
  user_id: string | null;
}

/** Colleagues, also those who have left: they wrote some of what stands here. */
export function usePeople() {
  const { data } = useQuery({
    queryKey: ["people"],
    queryFn: () =>
      rows(supabase().from("members").select("id, name, email, user_id, active").order("name")),
    staleTime: 300_000,
  });
  return data ?? [];
}

export type Changes = Record<string, unknown>;

/** Everything that is done to a ticket ends in reading it anew; who was overtaken is told. */
export function useAct(id: string) {
  const queries = useQueryClient();
  const anew = () => queries.invalidateQueries({ queryKey: LIVE_KEYS.ticket(id) });
  const act = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: anew,
    onError: (error) => tell.problem(error),
  });
  const perform = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act.mutateAsync(work);
      return true;
    } catch {
      return false;
    }
  };
  return {
    busy: act.isPending,
    anew,
    /** False when it was refused: the refusal has been shown then. */
    do: perform,
    change: (changes: Changes, version: number) =>
      perform(() =>
        call("update_ticket", { p_ticket_id: id, p_changes: changes, p_version: version }),
      ),
  };
}

export type Act = ReturnType<typeof useAct>;
