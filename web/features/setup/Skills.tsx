import { TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isSkill, skillsIn, useRouting } from "./routing";

interface Props {
  label: string;
  help: string;
  skills: string[];
  change: (skills: string[]) => void;
}

/** Skills: known ones are offered, new ones are written. */
export function Skills({ label, help, skills, change }: Props) {
  const { t } = useTranslation("setup");
  const known = skillsIn(useRouting().data);
  const wrong = skills.find((one) => !isSkill(one));
  return (
    <TagsInput
      label={label}
      description={<span className="muted">{help}</span>}
      placeholder={skills.length === 0 ? t("skills.placeholder") : undefined}
      data={known}
      splitChars={[",", " "]}
      acceptValueOnBlur
      clearable
      error={wrong ? t("skills.wrong", { skill: wrong }) : undefined}
      value={skills}
      onChange={(given) => change(given.map((one) => one.toLowerCase()))}
    />
  );
}
