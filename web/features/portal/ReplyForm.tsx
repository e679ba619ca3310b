import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { FileField } from "@/components/files/FileField";
import { useFiles } from "@/components/files/useFiles";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { useMe } from "@/lib/session";
import { kept } from "@/lib/storage";
import { tell } from "@/lib/tell";
import { type Request, useTerms } from "./data";
import { isDone, reopens } from "./states";

interface Said {
  ticket_id: string;
  number: number;
  new_ticket: boolean;
}

/** Write on; on a request that was done this opens it again, or begins one that follows it. */
export function ReplyForm({ request, beside }: { request: Request; beside?: ReactNode }) {
  const { t } = useTranslation("portal");
  const me = useMe();
  const store = useMemo(
    () => kept<string>(`autocrm.reply.${me.userId}.${request.id}`),
    [me.userId, request.id],
  );
  const [text, setText] = useState(() => store.read() ?? "");
  const [sending, setSending] = useState(false);
  const files = useFiles(request.id);
  const { data: terms } = useTerms();
  const back = reopens(request.solved_at, terms?.reopen_days ?? 0);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const write = (next: string) => {
    setText(next);
    store.write(next || null);
  };
  const send = async () => {
    if (!text.trim() || sending) return;
    if (files.busy) return tell.problem(new Error(t("new.wait_files")));
    setSending(true);
    try {
      const said = await call<Said, "add_message">("add_message", {
        p_ticket_id: request.id,
        p_text: text,
        p_attachments: files.ids,
      });
      write("");
      files.clear();
      await queries.invalidateQueries({ queryKey: LIVE_KEYS.request(String(request.number)) });
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.requests });
      if (said.number !== request.number) {
        if (said.new_ticket) tell.done(t("request.followed", { number: said.number }));
        await navigate({ to: "/requests/$number", params: { number: String(said.number) } });
      } else if (isDone(request.status)) tell.done(t("request.reopened"));
    } catch (error) {
      tell.problem(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <Stack
      component="form"
      gap="sm"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        size="md"
        label={t("request.reply")}
        placeholder={t("request.reply_hint")}
        autosize
        minRows={3}
        maxRows={14}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
      />
      <FileField files={files} />
      {isDone(request.status) && (
        <Text size="sm" className="muted">
          {t(back ? "request.reopen_hint" : "request.follow_hint")}
        </Text>
      )}
      <Group justify="space-between">
        <Button
          type="submit"
          loading={sending}
          disabled={!text.trim()}
          leftSection={<IconSend size={17} aria-hidden />}
        >
          {t("request.send")}
        </Button>
        {beside}
      </Group>
    </Stack>
  );
}
