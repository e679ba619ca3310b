/** Saving a search as a view, and who may change one. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import type { Me } from "@/lib/session";
import { tell } from "@/lib/tell";
import type { View } from "./data";

export type Scope = "own" | "team" | "all";

export interface ViewDraft {
  id?: string;
  name: string;
  query: string;
  /** A base that was never written as a search: joined to what the search says. */
  base?: View["filter"];
  scope: Scope;
  team: string | null;
  sort: string | null;
}

/** The views that every desk has stay as they are. */
export const mayChange = (view: View, me: Me): boolean =>
  view.key === null &&
  (view.scope === "own"
    ? view.owner_id === me.memberId
    : me.isAdmin || (view.scope === "team" && me.teamIds.includes(view.team_id ?? "")));

async function save(draft: ViewDraft): Promise<View> {
  const said = {
    p_view_id: draft.id ?? null,
    p_name: draft.name,
    p_scope: draft.scope,
    p_team: draft.scope === "team" ? draft.team : null,
    p_sort: draft.sort,
  };
  if (!draft.base) return call("save_view", { ...said, p_query: draft.query });
  const { filter } = await call<{ filter: View["filter"] }>("explain_query", {
    p_query: draft.query,
  });
  const both = (key: "all" | "none") => [
    ...(draft.base?.[key] ?? []),
    ...(filter[key] ?? []).map((one) => {
      const { at: _, ...condition } = one as Record<string, unknown>;
      return condition;
    }),
  ];
  return call("save_view", { ...said, p_filter: { all: both("all"), none: both("none") } });
}

export function useSaveView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: () => stale(queries),
  });
}

export function useDeleteView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (view: View) => call("delete_view", { p_view_id: view.id }),
    onSuccess: () => stale(queries),
    onError: tell.problem,
  });
}

function stale(queries: ReturnType<typeof useQueryClient>) {
  void queries.invalidateQueries({ queryKey: LIVE_KEYS.counts });
  void queries.invalidateQueries({ queryKey: LIVE_KEYS.queue });
}
