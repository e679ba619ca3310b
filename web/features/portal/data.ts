/** What the portal reads: each page's queries, in one place. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, invoke, rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { useSession } from "@/lib/session";
import { supabase } from "@/lib/supabase";

export { type Terms, useTerms } from "@/components/files/terms";

export interface ArticleLine {
  slug: string;
  title: string;
  language: string;
  category: string | null;
}

/** Public ones only: a member who looks here sees what customers see. */
export function useArticles() {
  return useQuery({
    queryKey: ["articles", "public"],
    queryFn: () =>
      rows(
        supabase()
          .from("knowledge_base")
          .select("slug, title, language, category")
          .eq("status", "published")
          .eq("visibility", "public")
          .order("title"),
      ),
    staleTime: 300_000,
  });
}

export function useArticle(slug: string) {
  return useQuery({
    queryKey: ["article", "public", slug],
    queryFn: async () => {
      const found = await rows(
        supabase()
          .from("knowledge_base")
          .select("slug, title, language, category, content, updated_at")
          .eq("status", "published")
          .eq("visibility", "public")
          .eq("slug", slug),
      );
      return found?.[0] ?? null;
    },
    staleTime: 300_000,
  });
}

export interface Found {
  slug: string;
  title: string;
  heading: string;
  text: string;
  language: string;
  score: number;
}

interface Hit extends Found {
  article_id: string;
}

/** Each article once, by its best place; in the order of the search. */
export function byArticle(hits: Hit[], limit: number): Found[] {
  const best = new Map<string, Hit>();
  for (const hit of hits) if (!best.has(hit.slug)) best.set(hit.slug, hit);
  return [...best.values()].slice(0, limit);
}

/** Below this, what is found is not worth a person's time. */
const WORTH_READING = 0.35;

/** Articles that fit what was typed; nothing before it is a few letters. */
export function useProposals(words: string, limit = 4) {
  const query = words.trim().slice(0, 4000);
  return useQuery({
    queryKey: ["proposals", query, limit],
    queryFn: async ({ signal }) => {
      const { results } = await invoke<{ results: Hit[] }>(
        "search",
        { query, limit: limit * 3, per_article: 2 },
        signal,
      );
      return byArticle(
        results.filter((hit) => hit.score >= WORTH_READING),
        limit,
      );
    },
    enabled: query.length >= 3,
    placeholderData: query.length >= 3 ? keepPreviousData : undefined,
    staleTime: 300_000,
  });
}

export interface Sentence {
  text: string;
  citations: { slug: string; title: string }[];
}

interface Proposal {
  outcome: string;
  answerable: boolean;
  sentences: Sentence[];
  language: string;
}

/** An answer at once, where the desk lets the AI answer such questions by itself; else null. */
export function useDirectAnswer(question: string) {
  const { me } = useSession();
  const asked = question.trim().slice(0, 20_000);
  return useQuery({
    queryKey: ["direct-answer", asked],
    queryFn: async ({ signal }) => {
      const said = await invoke<Proposal>("answer", { question: asked }, signal);
      return said.outcome === "auto" && said.answerable && said.sentences.length > 0 ? said : null;
    },
    enabled: Boolean(me) && asked.length >= 12,
    staleTime: 300_000,
    retry: false, // an offer: without it, the request is sent as ever
  });
}

export interface Field {
  key: string;
  label: Record<string, string>;
  type: string;
  choices: { value: string; label: Record<string, string> }[];
}

/** The fields that customers see and may fill in. */
export function useFields() {
  return useQuery({
    queryKey: ["portal-fields"],
    queryFn: async () =>
      (await rows(
        supabase()
          .from("custom_field_definitions")
          .select("key, label, type, choices")
          .eq("visible_to_customer", true)
          .eq("active", true)
          .order("position")
          .order("key"),
      )) as unknown as Field[],
    staleTime: 600_000,
  });
}

/** In the reader's language, else in English, else its key. */
export function labelled(label: Record<string, string>, language: string, key: string): string {
  return label[language] ?? label.en ?? Object.values(label)[0] ?? key;
}

export interface Request {
  id: string;
  number: number;
  subject: string;
  status: string;
  customer_id: string;
  created_at: string;
  updated_at: string;
  merged_into: string | null;
  solved_at: string | null;
}

const COLUMNS =
  "id, number, subject, status, customer_id, created_at, updated_at, merged_into, solved_at";

/** Own requests (and those of a company that shares them), what moved last first. */
export function useRequests() {
  const { me } = useSession();
  return useQuery({
    queryKey: LIVE_KEYS.requests,
    queryFn: async () =>
      (await rows(
        supabase()
          .from("tickets")
          .select(COLUMNS)
          .order("updated_at", { ascending: false })
          .limit(500),
      )) as Request[],
    enabled: Boolean(me),
  });
}

/** One request by its number; null where there is none of the reader's. */
export function useRequest(number: string) {
  return useQuery({
    queryKey: [...LIVE_KEYS.request(number), "itself"],
    queryFn: async () => {
      if (!/^\d{1,15}$/.test(number)) return null;
      const found = await rows(
        supabase().from("tickets").select(COLUMNS).eq("number", Number(number)),
      );
      return (found?.[0] as Request | undefined) ?? null;
    },
  });
}

/** Operators are the desk's: what a customer types is words. */
export const plainWords = (typed: string) => typed.replace(/[":()<>=-]+/g, " ").trim();

/** Ids of the reader's requests in whose messages these words stand; null while nothing is asked. */
export function useWritten(typed: string) {
  const words = plainWords(typed);
  return useQuery({
    queryKey: [...LIVE_KEYS.requests, "search", words],
    queryFn: async () => {
      const found = await call<{ tickets: { id: string }[] }, "search_tickets">("search_tickets", {
        p_query: words,
        p_limit: 100,
      });
      return new Set(found.tickets.map((one) => one.id));
    },
    enabled: words.length >= 3,
    placeholderData: keepPreviousData,
  });
}
