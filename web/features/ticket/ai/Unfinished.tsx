import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import type { Streamed } from "./useStreamed";

/** What the copilot has written so far, until the checked answer stands in its place. */
export function Unfinished({ answer }: { answer: Streamed<unknown> }) {
  const { t } = useTranslation("review");
  const { phase, text, running, error } = answer;
  if (phase === "idle" || phase === "done") return null;
  return (
    <Stack gap={6} component="section" aria-label={t("tools.unfinished")} aria-busy={running}>
      {text && (
        // Read out once it is whole: a word at a time nobody can listen to.
        <Text size="sm" aria-live="off" dir="auto" className="muted" style={WRITTEN}>
          {text}
        </Text>
      )}
      {(running || text) && (
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Group gap={8} wrap="nowrap">
            {running && <Loader size="xs" type="dots" />}
            <Text size="xs" className="muted">
              {t(`tools.unchecked_${phase}`)}
            </Text>
          </Group>
          {running && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlayerStop size={13} aria-hidden />}
              onClick={answer.stop}
              style={{ flex: "none" }}
            >
              {t("tools.stop")}
            </Button>
          )}
        </Group>
      )}
      {phase === "stopped" && !text && (
        <Text size="xs" className="muted">
          {t("tools.stopped")}
        </Text>
      )}
      {phase === "failed" && <ProblemAlert error={error} />}
    </Stack>
  );
}

const WRITTEN = {
  whiteSpace: "pre-wrap",
  overflowWrap: "anywhere",
  borderInlineStart: "3px dashed light-dark(#ced4da, #5c636b)",
  paddingInlineStart: 10,
} as const;
