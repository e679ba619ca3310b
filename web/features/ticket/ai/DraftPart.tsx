import { Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CitedText } from "@/features/review/CitedText";
import { DraftDesk } from "@/features/review/DraftDesk";
import type { Draft } from "@/features/review/data";
import { HeldBack } from "@/features/review/HeldBack";
import { call } from "@/lib/api";
import { tell } from "@/lib/tell";
import { Part } from "./Part";

interface Props {
  draft: Draft;
  version: number;
  onUseText: (text: string) => void;
}

/** The draft that waits for a person, or what would have been answered where the AI only learns. */
export function DraftPart({ draft, version, onUseText }: Props) {
  const { t } = useTranslation("review");
  const use = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconArrowBackUp size={15} aria-hidden />}
      onClick={() => onUseText(draft.text)}
    >
      {t("draft.use")}
    </Button>
  );
  const checks = draft.decision && <HeldBack checks={draft.decision.checks} />;
  if (draft.state === "shadow") {
    return (
      <Part title={t("draft.shadow")}>
        <Text size="xs" className="muted">
          {t("draft.shadow_note")}
        </Text>
        <CitedText text={draft.text} sentences={draft.decision?.draft?.sentences ?? []} />
        <Group gap="xs">
          {draft.decision && <Judge decisionId={draft.decision.id} />}
          {use}
        </Group>
        {checks}
      </Part>
    );
  }
  const keys = {
    group: t("tools.keys"),
    approve: "shift+A",
    edit: "shift+E",
    reject: "shift+X",
  };
  return (
    <Part title={t("draft.title")}>
      <Stack gap="sm">
        {checks}
        <DraftDesk draft={draft} version={version} keys={keys}>
          {use}
        </DraftDesk>
      </Stack>
    </Part>
  );
}

/** What was only recorded is judged by a person: the policy's steps up rest on that. */
function Judge({ decisionId }: { decisionId: string }) {
  const { t } = useTranslation("review");
  const judge = useMutation({
    mutationFn: (right: boolean) =>
      call("judge_decision", { p_decision_id: decisionId, p_right: right }),
    onSuccess: () => tell.done(t("draft.judged")),
    onError: (error) => tell.problem(error),
  });
  return (
    <>
      <Button
        size="xs"
        variant={judge.data && judge.variables ? "light" : "default"}
        disabled={judge.isPending}
        leftSection={<IconThumbUp size={15} aria-hidden />}
        onClick={() => judge.mutate(true)}
      >
        {t("draft.right")}
      </Button>
      <Button
        size="xs"
        variant={judge.data && judge.variables === false ? "light" : "default"}
        disabled={judge.isPending}
        leftSection={<IconThumbDown size={15} aria-hidden />}
        onClick={() => judge.mutate(false)}
      >
        {t("draft.wrong")}
      </Button>
    </>
  );
}
