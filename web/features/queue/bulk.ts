/** Changing many tickets in one call, and what became of each. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { tell } from "@/lib/tell";
import type { Selection } from "./selection";

export type Changes = Record<string, string | number | string[] | null>;

export interface Result {
  ticket_id: string;
  ok: boolean;
  number?: number;
  error?: string;
}

/** The server takes no more in one call. */
export const MOST = 500;

export function useBulk(selection: Selection) {
  const { t } = useTranslation("queue");
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (changes: Changes) =>
      call<Result[]>("update_tickets", {
        p_ticket_ids: [...selection.chosen],
        p_changes: changes,
      }),
    onSuccess(results) {
      const refused = results.filter((one) => !one.ok);
      if (refused.length === 0) tell.done(t("bulk.done", { count: results.length }));
      // Those that were refused stay selected: they may be changed in another way.
      selection.keep(refused.map((one) => one.ticket_id));
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.queue });
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.counts });
    },
    onError: tell.problem,
  });
}
