import { Select, Slider, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { Agreed } from "./Agreed";
import { type Category, type Policy, useCategoriesAndPolicies, useChange, useTeams } from "./data";
import { FormModal } from "./FormModal";
import { keyOf } from "./keyOf";

interface Props {
  category?: Category;
  policy?: Policy;
  close: () => void;
}

/** A category and from when on the AI's answer counts as sure. */
export function CategoryForm({ category, policy, close }: Props) {
  const { t } = useTranslation("setup");
  const teams = useTeams().data ?? [];
  const [label, setLabel] = useState(category?.label ?? "");
  const [description, setDescription] = useState(category?.description ?? "");
  const team = teams.find((one) => one.id === category?.team_id)?.key;
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const [confidence, setConfidence] = useState(policy?.min_confidence ?? 0.6);
  const [answerability, setAnswerability] = useState(policy?.min_answerability ?? 0.6);
  const { data } = useCategoriesAndPolicies();
  const key = category?.key ?? keyOf(label);
  const taken = !category && Boolean(data?.categories.some((one) => one.key === key));
  const save = useChange(
    async () => {
      await call("set_category", {
        p_key: key,
        p_label: label.trim(),
        p_description: description.trim(),
        p_team: (chosen === undefined ? team : chosen) ?? null,
      });
      if (policy?.min_confidence === confidence && policy?.min_answerability === answerability) {
        return;
      }
      await call("set_policy", {
        p_category: key,
        p_mode: policy?.mode ?? "off",
        p_min_confidence: confidence,
        p_min_answerability: answerability,
      });
    },
    t("categories.saved", { name: label.trim() }),
  );
  return (
    <FormModal
      title={category ? t("categories.edit_title", { name: category.label }) : t("categories.new")}
      close={close}
      submit={() => save.mutate(undefined, { onSuccess: close })}
      busy={save.isPending}
      error={save.error}
      ready={/^[a-z]/.test(key) && label.trim() !== "" && !taken}
    >
      <TextInput
        label={t("categories.label")}
        required
        data-autofocus
        error={taken ? t("categories.taken") : undefined}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Textarea
        label={t("categories.description")}
        description={<span className="muted">{t("categories.description_help")}</span>}
        autosize
        minRows={2}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Select
        label={t("categories.team")}
        placeholder={t("categories.team_default")}
        clearable
        data={teams.map((one) => ({ value: one.key, label: one.name }))}
        value={(chosen === undefined ? team : chosen) ?? null}
        onChange={setChosen}
      />
      <Threshold
        label={t("categories.confidence")}
        help={t("categories.confidence_help")}
        value={confidence}
        change={setConfidence}
      />
      <Threshold
        label={t("categories.answerability")}
        help={t("categories.answerability_help")}
        value={answerability}
        change={setAnswerability}
      />
      {policy && <Agreed category={policy.category} />}
    </FormModal>
  );
}

interface ThresholdProps {
  label: string;
  help: string;
  value: number;
  change: (value: number) => void;
}

function Threshold({ label, help, value, change }: ThresholdProps) {
  const { i18n } = useTranslation();
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500}>
        {label}:{" "}
        <Text span className="numbers" inherit>
          {percent.format(value)}
        </Text>
      </Text>
      <Text size="xs" className="muted">
        {help}
      </Text>
      <Slider
        thumbLabel={label}
        min={0}
        max={1}
        step={0.01}
        label={(at) => percent.format(at)}
        value={value}
        onChange={change}
        my={6}
      />
    </Stack>
  );
}
