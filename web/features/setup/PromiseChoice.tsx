import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { choose, LEAST, useJudged } from "./promise";
import { usePercent } from "./Threshold";

const PROMISES = [0.01, 0.02, 0.05, 0.1, 0.2];

interface Props {
  category: string;
  take: (confidence: number) => void;
}

/** The threshold that keeps a promise, from what people have said to the AI's answers. */
export function PromiseChoice({ category, take }: Props) {
  const { t } = useTranslation("setup");
  const percent = usePercent();
  const [promise, setPromise] = useState(0.05);
  const judged = useJudged(category).data;
  if (!judged) return null;
  if (judged.length < LEAST) {
    return (
      <Text size="xs" className="muted">
        {t("promise.too_few", { count: judged.length, least: LEAST })}
      </Text>
    );
  }
  const { edge, taken, wrong } = choose(judged, promise);
  return (
    <Stack gap={4}>
      <Select
        label={t("promise.label")}
        size="xs"
        maw={220}
        allowDeselect={false}
        data={PROMISES.map((one) => ({ value: String(one), label: percent(one) }))}
        value={String(promise)}
        onChange={(value) => value && setPromise(Number(value))}
      />
      <Group gap="xs" justify="space-between">
        <Text size="xs" className="muted" flex="1 1 200px" role="status">
          {edge === null
            ? t("promise.none", { n: judged.length })
            : t("promise.found", { edge: percent(edge), taken, n: judged.length, wrong })}
        </Text>
        {edge !== null && (
          // never below what was found: the slider has whole percents
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => take(Math.min(1, Math.ceil(edge * 100) / 100))}
          >
            {t("promise.take")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
