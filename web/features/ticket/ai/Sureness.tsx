import { Group, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Decision } from "@/features/review/data";
import { useFigures } from "./figures";

/** How sure it was against how sure it must be, and what it cost. */
export function Sureness({ decision }: { decision: Decision }) {
  const { t } = useTranslation("review");
  const { money } = useFigures();
  const { min_confidence, min_answerability } = decision.thresholds;
  const answerability = decision.draft?.answerability;
  return (
    <Stack gap={8}>
      <Bar label={t("panel.confidence")} value={decision.confidence} least={min_confidence} />
      {answerability !== undefined && (
        <Bar label={t("panel.answerability")} value={answerability} least={min_answerability} />
      )}
      <Text size="xs" className="muted numbers">
        {t("panel.cost")}: {money(decision.cost_usd)} ·{" "}
        {decision.model === "local" ? t("panel.model_local") : decision.model}
      </Text>
    </Stack>
  );
}

function Bar({ label, value, least }: { label: string; value: number; least?: number }) {
  const { t } = useTranslation("review");
  const { percent } = useFigures();
  const enough = least === undefined || value >= least;
  return (
    <Stack gap={2}>
      <Group justify="space-between" gap="xs">
        <Text size="xs">{label}</Text>
        <Text size="xs" className="muted numbers">
          {percent(value)}
          {least !== undefined && ` (${t("panel.needed", { value: percent(least) })})`}
        </Text>
      </Group>
      <Progress
        value={value * 100}
        size="sm"
        color={enough ? "teal" : "orange"}
        aria-label={label}
      />
    </Stack>
  );
}
