import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** As the database takes a key. */
const KEY = /^[a-z][a-z0-9_]{0,39}$/;

export const isKey = (key: string) => KEY.test(key);

interface Props {
  /** What the name makes by itself: "" where it has no Latin letters. */
  suggested: string;
  value: string;
  change: (key: string) => void;
  taken: boolean;
  /** Whether there is a name by now; before, nothing is wrong yet. */
  named: boolean;
}

/** What searches and rules call it. Made from the name, asked for where the name cannot make one. */
export function KeyField({ suggested, value, change, taken, named }: Props) {
  const { t } = useTranslation("setup");
  const key = value || suggested;
  const wrong = named && !isKey(key);
  const message = key ? t("key.wrong") : t("key.needed");
  return (
    <TextInput
      label={t("key.label")}
      description={<span className="muted">{t("key.help")}</span>}
      placeholder={suggested}
      required={!suggested}
      maxLength={40}
      autoCapitalize="none"
      spellCheck={false}
      error={taken ? t("key.taken") : wrong ? message : undefined}
      value={value}
      onChange={(event) => change(event.currentTarget.value.trim().toLowerCase())}
    />
  );
}
