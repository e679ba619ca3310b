/** Approving and rejecting a draft; an approved one can be taken back while it has not left. */
import { Anchor } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { tell } from "@/lib/tell";
import type { Draft } from "./data";

export interface Verdict {
  draft: Draft;
  kind: "approve" | "reject";
  /** Changed by the reviewer. */
  text?: string;
  reason?: string;
  /** Although the ticket has gone on since. */
  anyway?: boolean;
  /** Of the ticket as the reviewer sees it. */
  version?: number;
}

export function useDecide(done?: (verdict: Verdict) => void) {
  const { t } = useTranslation("review");
  const common = useTranslation().t;
  const queries = useQueryClient();
  const anew = (ticketId: string) => {
    void queries.invalidateQueries({ queryKey: LIVE_KEYS.review });
    void queries.invalidateQueries({ queryKey: LIVE_KEYS.ticket(ticketId) });
  };
  const takeBack = async (draft: Draft) => {
    try {
      await call("cancel_reply", { p_draft_id: draft.id });
      tell.done(t("draft.taken_back"));
    } catch (error) {
      tell.problem(error);
    }
    anew(draft.ticket_id);
  };
  return useMutation({
    mutationFn: decide,
    onSuccess: (_said, verdict) => {
      if (verdict.kind === "reject") tell.done(t("draft.rejected"));
      else {
        tell.done(
          <>
            {t("draft.approved")}{" "}
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => void takeBack(verdict.draft)}
            >
              {common("undo")}
            </Anchor>
          </>,
        );
      }
      done?.(verdict);
    },
    onSettled: (_said, _error, { draft }) => anew(draft.ticket_id),
  });
}

function decide({ draft, kind, text, reason, anyway, version }: Verdict) {
  if (kind === "reject") {
    return call("reject_draft", { p_draft_id: draft.id, p_reason: reason ?? "" });
  }
  return call("approve_draft", {
    p_draft_id: draft.id,
    p_anyway: anyway ?? false,
    ...(text !== undefined && text !== draft.text ? { p_text: text } : {}),
    ...(version !== undefined ? { p_version: version } : {}),
  });
}
