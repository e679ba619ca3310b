/** Drafts that wait for a person, and the decisions behind them. */
import { useQuery } from "@tanstack/react-query";
import { rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";

/** Where a sentence comes from. `start` and `end` count characters of that version's text. */
export interface Citation {
  /** "record:…" where a tool read it from the desk's own rows: no article then. */
  chunk_id?: string;
  article_id: string;
  article_version: number;
  slug: string;
  title: string;
  start: number;
  end: number;
}

export interface Sentence {
  text: string;
  citations: Citation[];
}

export interface Check {
  name: string;
  passed: boolean;
  detail: string;
}

export interface Triage {
  priority_reasons?: string[];
  language: string;
  language_confidence?: number;
  sentiment: number;
  flags: string[];
  flag_reasons?: Record<string, string>;
  scores: Record<string, number>;
}

export interface Decision {
  id: string;
  outcome: string;
  reason: string;
  confidence: number;
  triage: Triage;
  draft: { sentences?: Sentence[]; answerability?: number } | null;
  checks: Check[];
  thresholds: { min_confidence?: number; min_answerability?: number };
  model: string;
  cost_usd: number;
}

export interface Draft {
  id: string;
  ticket_id: string;
  /** The message that it answers. */
  interaction_id: string | null;
  state: string;
  text: string;
  created_at: string;
  decision: Decision | null;
  /** What a tool does in the moment in which the draft is released. */
  draft_wishes?: { tool: string; arguments: { step?: string; starts_at?: string } }[];
}

export interface Waiting extends Draft {
  ticket: {
    number: number;
    subject: string;
    priority: number;
    category: string | null;
    customer: string;
  };
}

const DECISION =
  "id, outcome, reason, confidence, triage, draft, checks, thresholds, model, cost_usd";
const DRAFT =
  `id, ticket_id, interaction_id, state, text, created_at, ai_decisions(${DECISION})` +
  ", draft_wishes(tool, arguments)";

interface Read extends Omit<Draft, "decision"> {
  ai_decisions: Decision | null;
  tickets: Omit<Waiting["ticket"], "customer"> & {
    customers: { name: string; email: string } | null;
  };
}

/** All drafts that wait, the most urgent first, then the oldest. */
export function usePending() {
  return useQuery({
    queryKey: [...LIVE_KEYS.review, "list"],
    queryFn: async () => {
      const found = await rows(
        supabase()
          .from("drafts")
          .select(`${DRAFT}, tickets(number, subject, priority, category, customers(name, email))`)
          .eq("state", "pending")
          .order("created_at")
          .order("id")
          .limit(500),
      );
      return (found as unknown as Read[]).map(waiting).sort(byUrgency);
    },
  });
}

function waiting({ tickets, ai_decisions, ...draft }: Read): Waiting {
  const { customers, ...ticket } = tickets;
  const customer = customers?.name || customers?.email || "";
  return { ...draft, decision: ai_decisions, ticket: { ...ticket, customer } };
}

const byUrgency = (a: Waiting, b: Waiting) =>
  a.ticket.priority - b.ticket.priority || a.created_at.localeCompare(b.created_at);

/** What the AI thought of a ticket last, what waits there, and what the ticket says now. */
export function useThoughts(ticketId: string) {
  return useQuery({
    queryKey: [...LIVE_KEYS.ticket(ticketId), "ai"],
    queryFn: async () => {
      const [decisions, drafts, tickets] = await Promise.all([
        rows(
          supabase()
            .from("ai_decisions")
            .select(DECISION)
            .eq("ticket_id", ticketId)
            .order("created_at", { ascending: false })
            .limit(1),
        ),
        rows(
          supabase()
            .from("drafts")
            .select(DRAFT)
            .eq("ticket_id", ticketId)
            .eq("origin", "ai")
            .in("state", ["pending", "shadow"])
            .order("created_at", { ascending: false })
            .limit(1),
        ),
        rows(supabase().from("tickets").select("category, priority, language").eq("id", ticketId)),
      ]);
      const [draft] = drafts as unknown as Read[];
      return {
        decision: (decisions as unknown as Decision[])[0] ?? null,
        draft: draft ? ({ ...draft, decision: draft.ai_decisions } as Draft) : null,
        ticket: tickets[0] ?? null,
      };
    },
  });
}

export function useCategoryNames() {
  const { data } = useQuery({
    queryKey: ["categories", "names"],
    queryFn: () => rows(supabase().from("ticket_categories").select("key, label").order("label")),
    staleTime: 300_000,
  });
  const name = (key: string) => data?.find((one) => one.key === key)?.label ?? key;
  return { categories: data ?? [], name };
}

/** The text of an article's version, as the AI read it. */
export function useArticleText({ article_id, article_version }: Citation) {
  return useQuery({
    queryKey: ["article-version", article_id, article_version],
    queryFn: async () => {
      const found = await rows(
        supabase()
          .from("knowledge_versions")
          .select("content")
          .eq("article_id", article_id)
          .eq("version", article_version),
      );
      return found[0] ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
