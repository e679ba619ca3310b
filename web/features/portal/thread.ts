/** One request's conversation, its files, fields and rating. */
import { useQuery } from "@tanstack/react-query";
import type { Attached } from "@/components/files/attached";
import { rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";

export interface Message {
  id: string;
  author: string;
  content: string;
  full_content: string | null;
  automatic: string;
  created_at: string;
  files: Attached[];
}

/** What was said, oldest first; that of requests merged into this one too. */
export function useThread(number: string, id: string | undefined) {
  return useQuery({
    queryKey: [...LIVE_KEYS.request(number), "thread", id],
    queryFn: async () => {
      const said = await rows(
        supabase()
          .from("ticket_threads")
          .select("id, author, content, full_content, automatic, created_at")
          .eq("thread_id", id as string)
          .order("created_at")
          .order("id"),
      );
      const messages = (said ?? []) as unknown as Omit<Message, "files">[];
      const files = messages.length ? await filesOf(messages.map((one) => one.id)) : [];
      return messages.map((one) => ({
        ...one,
        files: files.filter((file) => file.interaction_id === one.id),
      }));
    },
    enabled: Boolean(id),
  });
}

async function filesOf(messages: string[]): Promise<Attached[]> {
  const found = await rows(
    supabase()
      .from("attachments")
      .select("id, interaction_id, name, content_type, size, path")
      .in("interaction_id", messages)
      .order("created_at")
      .order("id"),
  );
  return (found ?? []) as Attached[];
}

export function useFilledFields(number: string, id: string | undefined) {
  return useQuery({
    queryKey: [...LIVE_KEYS.request(number), "fields", id],
    queryFn: () =>
      rows(
        supabase()
          .from("ticket_fields")
          .select("field, value")
          .eq("ticket_id", id as string),
      ),
    enabled: Boolean(id),
  });
}

export interface Rated {
  score: number;
  comment: string;
  created_at: string;
}

/** How its customer rated it the last time it was solved; null: not yet. */
export function useRating(number: string, id: string | undefined) {
  return useQuery({
    queryKey: [...LIVE_KEYS.request(number), "rating", id],
    queryFn: async (): Promise<Rated | null> => {
      const [scores, comments] = await Promise.all([
        rows(
          supabase()
            .from("csat_ratings")
            .select("spell, score, created_at")
            .eq("ticket_id", id as string)
            .order("spell", { ascending: false })
            .limit(1),
        ),
        rows(
          supabase()
            .from("csat_comments")
            .select("spell, comment")
            .eq("ticket_id", id as string),
        ),
      ]);
      const score = scores?.[0];
      if (!score) return null;
      const comment = comments?.find((one) => one.spell === score.spell)?.comment ?? "";
      return { score: score.score, created_at: score.created_at, comment };
    },
    enabled: Boolean(id),
  });
}
