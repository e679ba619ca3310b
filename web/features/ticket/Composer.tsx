import {
  Box,
  Button,
  FileButton,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
} from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import { FileList, useLimits } from "@/components/files/FileList";
import { useDrop } from "@/components/files/useDrop";
import { useTaking } from "@/components/files/useTaking";
import { useKeys } from "@/lib/keys";
import { CannedMenu } from "./CannedMenu";
import type { Act, Opened } from "./data";
import { MacroMenu } from "./MacroMenu";
import { MentionList } from "./MentionList";
import { MentionMenu } from "./MentionMenu";
import { Overtaken } from "./Overtaken";
import { SendButtons } from "./SendButtons";
import classes from "./ticket.module.css";
import { type Draft, type Mode, useDraft } from "./useDraft";
import { useDraftFiles } from "./useDraftFiles";
import { useMentions } from "./useMentions";
import { useSend } from "./useSend";
import { useSignature } from "./useSignature";

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
  const files = useDraftFiles(ticket.id, reply);
  const taking = useTaking(files);
  // Notes have no files: what is dropped on one belongs to the answer, which is shown then.
  const drop = useDrop((given) => {
    setMode("reply");
    taking.take(given);
  });
  const sending = useSend({ opened, act, mode, draft, files });
  const mentions = useMentions({
    on: mode === "note",
    text: draft.text,
    write: draft.write,
    field,
  });
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
      <Box className={classes.field} data-over={drop.over || undefined} {...drop.handlers}>
        <MentionList mentions={mentions} />
        <Textarea
          ref={field}
          aria-label={t(mode === "reply" ? "composer.reply_to" : "composer.note_for", {
            name: opened.customer.name || opened.customer.email,
          })}
          placeholder={t(mode === "reply" ? "composer.reply_hint" : "composer.note_hint")}
          value={draft.text}
          {...mentions.field}
          onChange={({ currentTarget }) => {
            draft.write(currentTarget.value);
            mentions.moved(currentTarget.selectionStart);
            setTyping(mode === "reply" && currentTarget.value !== "");
          }}
          onBlur={() => {
            mentions.field.onBlur?.();
            setTyping(false);
          }}
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
      </Box>
      {mode === "reply" && <Signature teamId={ticket.team_id} />}
      {sending.overtaken && <Overtaken sending={sending} />}
      {mode === "reply" && <FileList files={files} taking={taking} />}
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          {mode === "reply" && taking.terms && <Choose taking={taking} />}
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

/** For who neither drops nor pastes; the limits are its description. */
function Choose({ taking }: { taking: ReturnType<typeof useTaking> }) {
  const { t } = useTranslation("ticket");
  const limits = useTranslation("portal").t;
  const said = useLimits();
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      resetRef={reset}
      onChange={(given) => {
        taking.take(given);
        reset.current?.(); // the same file may be chosen again after it was removed
      }}
      inputProps={{ "aria-label": t("composer.files") }}
    >
      {(props) => (
        <Button
          {...props}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPaperclip size={15} aria-hidden />}
          title={taking.terms && limits("files.limits", said(taking.terms))}
        >
          {t("composer.files")}
        </Button>
      )}
    </FileButton>
  );
}

function Signature({ teamId }: { teamId: string | null }) {
  const { t } = useTranslation("ticket");
  const signature = useSignature(teamId);
  if (!signature) return null;
  return (
    <Text size="xs" className="muted" style={{ whiteSpace: "pre-wrap" }} dir="auto">
      {t("composer.signed", { signature })}
    </Text>
  );
}
