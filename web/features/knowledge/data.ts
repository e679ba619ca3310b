/** Articles: read by rows, saved by `save_article`, which makes a new version of what was changed. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Row, rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";
import { tidy, whole } from "./questions";

export interface Filter {
  q: string;
  status: string | null;
  language: string | null;
}

export type Listed = Pick<
  Row<"knowledge_base">,
  | "id"
  | "slug"
  | "title"
  | "language"
  | "category"
  | "visibility"
  | "status"
  | "version"
  | "updated_at"
>;

export const MOST = 200;
const LISTED = "id, slug, title, language, category, visibility, status, version, updated_at";

/** As PostgREST takes a pattern inside `or`: quoted, with what means something escaped. */
function pattern(q: string): string {
  const plain = q.trim().replace(/[\\%_*]/g, "\\$&");
  return `"*${plain.replace(/["\\]/g, "\\$&")}*"`;
}

export function useArticles({ q, status, language }: Filter) {
  return useQuery({
    queryKey: ["articles", q, status, language],
    placeholderData: (before) => before,
    queryFn: () => {
      let query = supabase().from("knowledge_base").select(LISTED);
      const sought = pattern(q);
      if (q.trim()) {
        query = query.or(`title.ilike.${sought},slug.ilike.${sought},content.ilike.${sought}`);
      }
      if (status) query = query.eq("status", status);
      if (language) query = query.eq("language", language);
      return rows(query.order("title").limit(MOST)) as Promise<Listed[]>;
    },
  });
}

export interface Question {
  ask: string[];
  answer: string[];
}

export type Article = Omit<Listed, "id"> & {
  id: string | null;
  content: string;
  team_id: string | null;
  source: string | null;
  products: string[];
  questions: Question[];
};

export const NEW = "new";

export function emptyArticle(language: string): Article {
  return {
    id: null,
    slug: "",
    title: "",
    content: "",
    language,
    category: null,
    visibility: "public",
    status: "draft",
    version: 0,
    updated_at: "",
    team_id: null,
    source: null,
    products: [],
    questions: [],
  };
}

async function readArticle(slug: string): Promise<Article | null> {
  const found = await rows(
    supabase()
      .from("knowledge_base")
      .select(`${LISTED}, content, team_id, source, products, questions`)
      .eq("slug", slug),
  );
  return (found?.[0] as unknown as Article) ?? null;
}

export function useArticle(slug: string) {
  return useQuery({
    queryKey: ["articles", "one", slug],
    queryFn: () => readArticle(slug),
    enabled: slug !== NEW,
    refetchOnWindowFocus: false, // what is being written is not replaced
  });
}

export type Version = Pick<
  Row<"knowledge_versions">,
  "version" | "title" | "content" | "created_at"
>;

export function useVersions(articleId: string | null) {
  return useQuery({
    queryKey: ["articles", "versions", articleId],
    enabled: articleId !== null,
    queryFn: () =>
      rows(
        supabase()
          .from("knowledge_versions")
          .select("version, title, content, created_at")
          .eq("article_id", articleId ?? "")
          .order("version", { ascending: false })
          .limit(50),
      ) as Promise<Version[]>,
  });
}

export function useTeamKeys() {
  return useQuery({
    queryKey: ["setup", "teams"],
    queryFn: () => rows(supabase().from("teams").select("id, key, name, is_default").order("name")),
  });
}

/** Questions whose answer the text still says word for word; the server refuses others. */
export const standing = (questions: Question[], content: string) =>
  questions
    .filter((one) => whole(one) && one.answer.every((answer) => content.includes(answer)))
    .map(tidy);

interface Saved {
  slug: string;
  version: number;
  created: boolean;
}

interface Given {
  article: Article;
  team: string | null;
  /** Which version was opened; another one by now is an `Overtaken`. null: save all the same. */
  opened: number | null;
  /** The products as they were. */
  products: string[];
}

/** Somebody has saved the article since it was opened. */
export class Overtaken extends Error {}

export function useSaveArticle() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ article, team, opened, products }: Given) => {
      if (opened !== null) {
        const now = await readArticle(article.slug);
        if ((now?.version ?? 0) !== opened) throw new Overtaken();
      }
      const saved = await call<Saved, "save_article">("save_article", {
        p_slug: article.slug,
        p_title: article.title.trim(),
        p_content: article.content,
        p_language: article.language,
        p_category: article.category,
        p_visibility: article.visibility,
        p_status: article.status,
        p_team: article.visibility === "team" ? team : null,
        p_source: article.source,
        p_questions: standing(article.questions, article.content),
      });
      if (article.products.join("\n") !== products.join("\n")) {
        await call("set_products", { p_slug: article.slug, p_products: article.products });
      }
      return saved;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["articles"] }),
  });
}
