import { Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { type Category, useCategoriesAndPolicies, useChange, useTeams } from "./data";
import { FormModal } from "./FormModal";
import { isKey, KeyField } from "./KeyField";
import { keyOf } from "./keyOf";
import { isSkill, useRouting } from "./routing";
import { Skills } from "./Skills";

interface Props {
  category?: Category;
  close: () => void;
}

/** A category: what belongs to it, and who answers. */
export function CategoryForm({ category, close }: Props) {
  const { t } = useTranslation("setup");
  const teams = useTeams().data ?? [];
  const [label, setLabel] = useState(category?.label ?? "");
  const [description, setDescription] = useState(category?.description ?? "");
  const team = teams.find((one) => one.id === category?.team_id)?.key;
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const { data } = useCategoriesAndPolicies();
  const [written, setWritten] = useState("");
  const key = category?.key ?? (written || keyOf(label));
  const needed = useRouting().data?.skills_needed ?? [];
  const had = needed
    .filter((one) => one.fact === "category" && one.value === key)
    .map((one) => one.skill);
  const [skills, setSkills] = useState<string[] | null>(null);
  const taken = !category && Boolean(data?.categories.some((one) => one.key === key));
  const save = useChange(
    async () => {
      await call("set_category", {
        p_key: key,
        p_label: label.trim(),
        p_description: description.trim(),
        p_team: (chosen === undefined ? team : chosen) ?? null,
      });
      if (skills && skills.join() !== had.join()) {
        await call("set_skills_needed", { p_fact: "category", p_value: key, p_skills: skills });
      }
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
      ready={isKey(key) && label.trim() !== "" && !taken && (skills ?? []).every(isSkill)}
    >
      <TextInput
        label={t("categories.label")}
        required
        data-autofocus
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {!category && (
        <KeyField
          suggested={keyOf(label)}
          value={written}
          change={setWritten}
          taken={taken}
          named={label.trim() !== ""}
        />
      )}
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
      <Skills
        label={t("categories.skills")}
        help={t("categories.skills_help")}
        skills={skills ?? had}
        change={setSkills}
      />
    </FormModal>
  );
}
