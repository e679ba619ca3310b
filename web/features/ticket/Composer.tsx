import { Box, Button, Group, Menu, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { IconChevronDown, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { FileField } from "@/features/portal/FileField";
import { useFiles } from "@/features/portal/useFiles";
import { rows } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { useMe } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { CannedMenu } from "./CannedMenu";
import type { Act, Opened } from "./data";
import { MacroMenu } from "./MacroMenu";
import { MentionMenu } from "./MentionMenu";
import { Overtaken } from "./Overtaken";
import classes from "./ticket.module.css";
import { type Draft, type Mode, useDraft } from "./useDraft";
import { useSend } from "./useSend";

interface Props {
  opened: Opened;
  act: Act;
  field: RefObject<HTMLTextAreaElement | null>;
  mode: Mode;
  setMode: (mode: Mode) => void;
  reply: Draft;
  setTyping: (typing: boolean) => void;
}

/** Answer the customer, or note something for colleagues. What is written is kept as one writes. */
export function Composer({ opened, act, field, mode, setMode, reply, setTyping }: Props) {
  const { t } = useTranslation("ticket");
  const { ticket } = opened;
  const note = useDraft(ticket.id, "note");
  const draft = mode === "reply" ? reply : note;
  const files = useFiles(ticket.id);
  const [adding, setAdding] = useState(false);
  const sending = useSend({ opened, act, mode, draft, files });
  const signature = useSignature();
  // While a change of one's own is on its way, its new version is not known yet.
  const ready = draft.text.trim() !== "" && !sending.busy && !files.busy && !act.busy;

  const insert = (words: string) => {
    const at = field.current?.selectionStart ?? draft.text.length;
    draft.write(draft.text.slice(0, at) + words + draft.text.slice(at));
    field.current?.focus();
  };
  useKeys(t("keys.composer"), [
    {
      keys: "mod+Enter",
      label: t("keys.send"),
      everywhere: true,
      run: () => void (ready && sending.send()),
    },
  ]);

  return (
    <Stack gap="xs" className={classes.composer} pt="xs">
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          value={mode}
          onChange={(value) => setMode(value as Mode)}
          data={[
            { value: "reply", label: t("composer.reply") },
            { value: "note", label: t("composer.note") },
          ]}
          aria-label={t("composer.what")}
        />
        <Group gap={4}>
          {mode === "reply" ? (
            <>
              <MacroMenu opened={opened} act={act} draft={reply} />
              <CannedMenu ticketId={ticket.id} insert={insert} />
            </>
          ) : (
            <MentionMenu insert={insert} />
          )}
        </Group>
      </Group>
      <Textarea
        ref={field}
        aria-label={t(mode === "reply" ? "composer.reply_to" : "composer.note_for", {
          name: opened.customer.name || opened.customer.email,
        })}
        placeholder={t(mode === "reply" ? "composer.reply_hint" : "composer.note_hint")}
        value={draft.text}
        onChange={({ currentTarget }) => {
          draft.write(currentTarget.value);
          setTyping(mode === "reply" && currentTarget.value !== "");
        }}
        onBlur={() => setTyping(false)}
        autosize
        minRows={3}
        maxRows={14}
        dir="auto"
        styles={
          mode === "note"
            ? { input: { background: "light-dark(#fff9db, rgba(255, 212, 59, 0.08))" } }
            : undefined
        }
      />
      {mode === "reply" && signature && (
        <Text size="xs" className="muted" style={{ whiteSpace: "pre-wrap" }}>
          {t("composer.signed", { signature })}
        </Text>
      )}
      {sending.overtaken && <Overtaken sending={sending} />}
      {mode === "reply" && (adding || files.files.length > 0) && <FileField files={files} />}
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          {mode === "reply" && !adding && files.files.length === 0 && (
            <Button size="compact-sm" variant="subtle" onClick={() => setAdding(true)}>
              {t("composer.files")}
            </Button>
          )}
          <Text size="xs" className="muted" role="status">
            {draft.state === "saving" && t("composer.saving")}
            {draft.state === "saved" && t("composer.saved")}
            {draft.state === "failed" && t("composer.not_saved")}
          </Text>
        </Group>
        <Box>
          {mode === "note" ? (
            <Button onClick={() => void sending.send()} disabled={!ready} loading={sending.busy}>
              {t("composer.add_note")}
            </Button>
          ) : (
            <SendButtons ready={ready} sending={sending} />
          )}
        </Box>
      </Group>
    </Stack>
  );
}

const THEN = ["solved", "pending", "on_hold", "open"] as const;

function SendButtons({ ready, sending }: { ready: boolean; sending: ReturnType<typeof useSend> }) {
  const { t } = useTranslation("ticket");
  const common = useTranslation("common").t;
  return (
    <Button.Group>
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        onClick={() => void sending.send()}
        disabled={!ready}
        loading={sending.busy}
      >
        {t("composer.send")}
      </Button>
      <Menu position="top-end">
        <Menu.Target>
          <Button px={8} disabled={!ready} aria-label={t("composer.send_and")}>
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {THEN.map((status) => (
            <Menu.Item key={status} onClick={() => void sending.send(status)}>
              {t("composer.send_then", { status: common(`status.${status}`) })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

/** What the desk puts below an answer, said so that nobody writes it twice. */
function useSignature(): string {
  const { memberId } = useMe();
  const { data } = useQuery({
    queryKey: ["signature"],
    queryFn: async () => {
      const found = await rows(
        supabase()
          .from("members")
          .select("signature")
          .eq("id", memberId ?? ""),
      );
      return found?.[0]?.signature ?? "";
    },
    staleTime: 300_000,
  });
  return data ?? "";
}
