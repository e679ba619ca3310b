import { Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { Agreed } from "./Agreed";
import { type Category, type Policy, useChange } from "./data";
import { FormModal } from "./FormModal";
import { PolicyHistory } from "./PolicyHistory";
import { PromiseChoice } from "./PromiseChoice";
import { Threshold } from "./Threshold";

interface Props {
  category: Category;
  policy?: Policy;
  close: () => void;
}

const NONE = {
  mode: "off",
  min_confidence: 0.6,
  min_answerability: 0.6,
  promote: "hand",
  bar: 0.9,
};

/** When an answer counts as sure, what the AI has earned, and who lets it do more. */
export function PolicyForm({ category, policy, close }: Props) {
  const { t } = useTranslation("setup");
  const before = policy ?? { ...NONE, category: category.key };
  const [now, setNow] = useState(before);
  const change = (part: Partial<Policy>) => setNow({ ...now, ...part });
  const differs = (...parts: (keyof Policy)[]) => parts.some((part) => now[part] !== before[part]);
  const save = useChange(
    async () => {
      if (!policy || differs("min_confidence", "min_answerability")) {
        await call("set_policy", {
          p_category: category.key,
          p_mode: before.mode,
          p_min_confidence: now.min_confidence,
          p_min_answerability: now.min_answerability,
        });
      }
      if (differs("promote", "bar")) {
        await call("set_promotion", {
          p_category: category.key,
          p_promote: now.promote,
          p_bar: now.bar,
        });
      }
    },
    t("categories.saved", { name: category.label }),
  );
  return (
    <FormModal
      title={t("policy.title", { name: category.label })}
      close={close}
      submit={() => save.mutate(undefined, { onSuccess: close })}
      busy={save.isPending}
      error={save.error}
    >
      <Text size="sm">
        <strong>{t(`mode.${before.mode}` as "mode.auto")}.</strong>{" "}
        {t(`mode_means.${before.mode}` as "mode_means.auto")}
      </Text>
      {policy && <Agreed category={policy.category} />}
      <Threshold
        label={t("categories.confidence")}
        help={t("categories.confidence_help")}
        value={now.min_confidence}
        change={(min_confidence) => change({ min_confidence })}
      />
      {policy && (
        <PromiseChoice
          category={policy.category}
          take={(min_confidence) => change({ min_confidence })}
        />
      )}
      <Threshold
        label={t("categories.answerability")}
        help={t("categories.answerability_help")}
        value={now.min_answerability}
        change={(min_answerability) => change({ min_answerability })}
      />
      <Radio.Group
        label={t("policy.promote")}
        value={now.promote}
        onChange={(promote) => change({ promote })}
      >
        <Stack gap="xs" mt={6}>
          {["hand", "itself"].map((value) => (
            <Radio
              key={value}
              value={value}
              label={t(`promote.${value}` as "promote.hand")}
              description={<span className="muted">{t(`policy.${value}` as "policy.hand")}</span>}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Threshold
        label={t("policy.bar")}
        help={t("policy.bar_help")}
        min={0.5}
        max={0.99}
        value={now.bar}
        change={(bar) => change({ bar })}
      />
      <PolicyHistory category={category.key} />
    </FormModal>
  );
}
