/** Articles that the desk proposes, with the questions that made them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

export interface Suggestion {
  id: string;
  title: string;
  content: string;
  language: string;
  state: string;
  reason: string;
  decided_at: string | null;
  created_at: string;
  article: { slug: string } | null;
  gap: {
    title: string;
    category: string | null;
    gap_signals: { id: number; question: string; answer: string | null }[];
  } | null;
}

const KEY = [...LIVE_KEYS.review, "suggestions"];

export function useSuggestions(waiting: boolean) {
  return useQuery({
    queryKey: [...KEY, waiting],
    queryFn: async () => {
      const query = supabase()
        .from("kb_suggestions")
        .select(
          `id, title, content, language, state, reason, decided_at, created_at,
           article:knowledge_base(slug),
           gap:knowledge_gaps(title, category, gap_signals(id, question, answer))`,
        );
      const found = await rows(
        waiting
          ? query.eq("state", "pending").order("created_at").limit(50)
          : query.neq("state", "pending").order("decided_at", { ascending: false }).limit(20),
      );
      return (found ?? []) as unknown as Suggestion[];
    },
  });
}

export interface Verdict {
  id: string;
  approve: boolean;
  title?: string;
  content?: string;
  /** Of an article that the text is added to; none: a new article. */
  slug?: string | null;
  visibility?: string;
  reason?: string;
}

export function useDecideSuggestion(done: (verdict: Verdict) => string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, approve, ...verdict }: Verdict) =>
      approve
        ? call("approve_suggestion", {
            p_suggestion_id: id,
            p_title: verdict.title,
            p_content: verdict.content,
            p_slug: verdict.slug ?? null,
            p_visibility: verdict.visibility,
          })
        : call("reject_suggestion", { p_suggestion_id: id, p_reason: verdict.reason }),
    onSuccess: (_answer, verdict) => tell.done(done(verdict)),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.review });
      void queries.invalidateQueries({ queryKey: ["articles"] });
    },
  });
}
