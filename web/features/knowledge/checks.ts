/** What readers and corrections say of articles. */
import { useQuery } from "@tanstack/react-query";
import { call, rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";

export interface Stale {
  slug: string;
  title: string;
  cited: number;
  changed: number;
  reopened: number;
  why: string;
}

/** Articles that are often corrected, or that readers find unhelpful. */
export function useStale() {
  return useQuery({
    queryKey: ["articles", "stale"],
    queryFn: () => call<Stale[], "stale_articles">("stale_articles"),
  });
}

export interface Rating {
  slug: string;
  helpful: number;
  unhelpful: number;
  comments: number;
}

export function useRatings() {
  return useQuery({
    queryKey: ["articles", "ratings"],
    queryFn: async () => {
      const found = await call<Rating[], "article_ratings">("article_ratings");
      return new Map((found ?? []).map((one) => [one.slug, one]));
    },
  });
}

const MOST = 20;

/** The latest comments of readers. */
export function useComments(articleId: string | null) {
  return useQuery({
    queryKey: ["articles", "comments", articleId],
    enabled: articleId !== null,
    queryFn: () =>
      rows(
        supabase()
          .from("article_feedback")
          .select("id, at, article_version, helpful, comment")
          .eq("article_id", articleId ?? "")
          .neq("comment", "")
          .order("at", { ascending: false })
          .limit(MOST),
      ),
  });
}
