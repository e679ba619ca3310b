/** Changing many tickets in one call, what became of each, and the way back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { LIVE_KEYS, toldHere } from "@/lib/live";
import { tell } from "@/lib/tell";
import type { Ticket } from "./data";
import type { Selection } from "./selection";
import { MOST_UNDONE, stepsBack } from "./undo";
import { useUndo } from "./useUndo";

export type Changes = Record<string, string | number | string[] | null>;

export interface Result {
  ticket_id: string;
  ok: boolean;
  number?: number;
  version?: number;
  error?: string;
}

/** The server takes no more in one call. */
export const MOST = 500;

export function useBulk(selection: Selection, tickets: Ticket[]) {
  const { t } = useTranslation("queue");
  const queries = useQueryClient();
  const offerUndo = useUndo();
  return useMutation({
    // The rows as they are shown when the change is sent: what an undo leads back to.
    onMutate: () => tickets.filter((one) => selection.chosen.has(one.id)),
    mutationFn: (changes: Changes) =>
      call<Result[]>("update_tickets", {
        p_ticket_ids: [...selection.chosen],
        p_changes: changes,
      }),
    onSuccess(results, changes, before) {
      const refused = results.filter((one) => !one.ok);
      const count = results.length - refused.length;
      const steps = stepsBack(before, changes, results);
      if (steps.length > 0 && steps.length <= MOST_UNDONE) {
        offerUndo(t("bulk.done", { count }), steps);
      } else if (refused.length === 0) tell.done(t("bulk.done", { count }));
      // Those that were refused stay selected: they may be changed in another way.
      selection.keep(refused.map((one) => one.ticket_id));
      toldHere(results.map((one) => one.ticket_id));
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.counts });
    },
    onError: tell.problem,
  });
}
