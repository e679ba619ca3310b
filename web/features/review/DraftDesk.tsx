/** A draft to decide on: read it with its sources, then send, change or reject it. */
import { Button, Group, Kbd, Stack, Textarea } from "@mantine/core";
import { IconCheck, IconPencil, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useKeys } from "@/lib/keys";
import { asProblem } from "@/lib/problem";
import { CitedText } from "./CitedText";
import type { Draft } from "./data";
import { dialogOpen } from "./dialog";
import styles from "./review.module.css";
import { useDecide, type Verdict } from "./useDecide";
import { Wishes } from "./Wishes";

interface Props {
  draft: Draft;
  version?: number;
  /** Which keys approve, edit and reject here. */
  keys: { group: string; approve: string; edit: string; reject: string };
  done?: (verdict: Verdict) => void;
  children?: React.ReactNode;
}

type Mode = "read" | "edit" | "reject";

/** Give it the draft's id as its key: what was typed belongs to that draft only. */
export function DraftDesk({ draft, version, keys, done, children }: Props) {
  const { t } = useTranslation("review");
  const common = useTranslation().t;
  const [mode, setMode] = useState<Mode>("read");
  const [text, setText] = useState(draft.text);
  const [reason, setReason] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const decide = useDecide(done);
  useEffect(() => {
    if (mode === "read") return;
    field.current?.focus({ preventScroll: true });
    field.current?.scrollIntoView?.({ block: "center" }); // above the buttons that stay in view
  }, [mode]);

  const approve = (anyway = false) => {
    if (decide.isPending || !text.trim()) return;
    decide.mutate({ draft, kind: "approve", text, anyway, version });
  };
  const reject = () => {
    if (!decide.isPending) decide.mutate({ draft, kind: "reject", reason: reason.trim() });
  };
  const back = () => {
    setMode("read");
    setText(draft.text);
    decide.reset();
  };
  const enter = (event: KeyboardEvent, next: Mode) => {
    if (dialogOpen()) return;
    event.preventDefault(); // the letter must not land in the field that opens
    setMode(next);
  };
  useKeys(
    keys.group,
    [
      { keys: keys.approve, label: t("draft.approve"), run: () => !dialogOpen() && approve() },
      { keys: keys.edit, label: t("draft.edit"), run: (event) => enter(event, "edit") },
      { keys: keys.reject, label: t("draft.reject"), run: (event) => enter(event, "reject") },
    ],
    mode === "read",
  );
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") back();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (mode === "edit") approve();
    else reject();
  };
  const overtaken = decide.error ? asProblem(decide.error).conflict : false;

  return (
    <Stack gap="sm">
      <Wishes draft={draft} />
      {mode === "edit" ? (
        <Textarea
          ref={field}
          label={t("draft.text")}
          autosize
          minRows={6}
          maxRows={24}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      ) : (
        <CitedText text={draft.text} sentences={draft.decision?.draft?.sentences ?? []} />
      )}
      {mode === "reject" && (
        <Textarea
          ref={field}
          label={t("draft.reason")}
          description={<span className="muted">{t("draft.reason_hint")}</span>}
          autosize
          minRows={2}
          maxLength={10_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      )}
      <ProblemAlert error={decide.error} />
      <Group gap="xs" className={styles.actions}>
        {mode === "reject" ? (
          <Button size="xs" color="red" loading={decide.isPending} onClick={reject}>
            {t("draft.reject")}
          </Button>
        ) : (
          <Button
            size="xs"
            loading={decide.isPending}
            disabled={!text.trim()}
            leftSection={<IconCheck size={15} aria-hidden />}
            rightSection={mode === "read" && <Key keys={keys.approve} />}
            onClick={() => approve()}
          >
            {text === draft.text ? t("draft.approve") : t("draft.approve_edited")}
          </Button>
        )}
        {overtaken && mode !== "reject" && (
          <Button size="xs" variant="outline" color="orange" onClick={() => approve(true)}>
            {t("draft.anyway")}
          </Button>
        )}
        {mode === "read" ? (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPencil size={15} aria-hidden />}
              rightSection={<Key keys={keys.edit} />}
              onClick={() => setMode("edit")}
            >
              {t("draft.edit")}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconX size={15} aria-hidden />}
              rightSection={<Key keys={keys.reject} />}
              onClick={() => setMode("reject")}
            >
              {t("draft.reject")}
            </Button>
            {children}
          </>
        ) : (
          <>
            <Button size="xs" variant="default" onClick={back}>
              {common("cancel")}
            </Button>
            <Kbd size="xs" visibleFrom="sm" aria-hidden>
              Ctrl ↵
            </Kbd>
          </>
        )}
      </Group>
    </Stack>
  );
}

function Key({ keys }: { keys: string }) {
  return (
    <Kbd size="xs" visibleFrom="sm" aria-hidden>
      {keys.replace("shift+", "⇧")}
    </Kbd>
  );
}
