/** Send an answer or note; an answer can be called back for some seconds. */
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Files } from "@/components/files/useFiles";
import { call } from "@/lib/api";
import { asProblem, type Problem } from "@/lib/problem";
import { tell } from "@/lib/tell";
import type { Act, Opened } from "./data";
import type { Draft, Mode } from "./useDraft";

interface Given {
  opened: Opened;
  act: Act;
  mode: Mode;
  draft: Draft;
  files: Files;
}

interface Sent {
  draft_id: string;
  send_at: string;
}

interface Cancelled {
  text: string;
  draft: { text: string; version: number } | null;
}

export function useSend({ opened, act, mode, draft, files }: Given) {
  const { t } = useTranslation("ticket");
  const [busy, setBusy] = useState(false);
  const [overtaken, setOvertaken] = useState<{ problem: Problem; status?: string } | null>(null);
  const { id, version } = opened.ticket;

  const work = async (status: string | undefined, anyway: boolean) => {
    setBusy(true);
    try {
      await draft.flush();
      if (mode === "note") {
        await call("add_note", { p_ticket_id: id, p_text: draft.text });
        await call("discard_member_draft", { p_ticket_id: id, p_mode: "note" });
      } else {
        const sent = await call<Sent, "reply_to_ticket">("reply_to_ticket", {
          p_ticket_id: id,
          p_text: draft.text,
          p_status: status ?? null,
          p_version: anyway ? null : version,
          p_attachments: files.ids,
          p_anyway: anyway,
        });
        files.clear();
        offerUndo(sent);
      }
      draft.clear();
      setOvertaken(null);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.conflict) setOvertaken({ problem, status });
      else tell.problem(error);
    } finally {
      setBusy(false);
      void act.anew();
    }
  };

  const offerUndo = (sent: Sent) => {
    const left = new Date(sent.send_at).getTime() - Date.now();
    if (left < 500) return;
    const key = `undo-${sent.draft_id}`;
    const undo = async () => {
      notifications.hide(key);
      let back: Cancelled | undefined;
      // Ends when the ticket was read anew: what is sent next names its new version.
      await act.do(async () => {
        back = await call<Cancelled, "cancel_reply">("cancel_reply", { p_draft_id: sent.draft_id });
      });
      if (!back) return;
      if (back.draft) draft.take(back.draft);
      tell.done(t("delivery.taken_back"));
    };
    notifications.show({
      id: key,
      color: "teal",
      autoClose: left,
      withCloseButton: false,
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{t("delivery.sending", { count: Math.round(left / 1000) })}</Text>
          <Button size="compact-sm" variant="default" onClick={() => void undo()}>
            {t("undo", { ns: "common" })}
          </Button>
        </Group>
      ),
    });
  };

  return {
    busy,
    overtaken,
    send: (status?: string) => work(status, false),
    sendAnyway: () => work(overtaken?.status, true),
    forget: () => setOvertaken(null),
  };
}
