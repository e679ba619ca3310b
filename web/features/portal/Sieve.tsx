import { Chip, Group, NativeSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Topic } from "./Topics";

interface Props {
  topics: Topic[];
  /** A topic's key, "" for all; it stands in the address. */
  topic: string;
  language: string;
  onLanguage: (language: string) => void;
}

/** Which articles are shown: chips where there is room for them, a list on a phone. */
export function Sieve({ topics, topic, language, onLanguage }: Props) {
  const { t, i18n } = useTranslation("portal");
  const navigate = useNavigate();
  const languages = [...new Set(topics.flatMap((one) => one.articles.map((a) => a.language)))];
  const names = new Intl.DisplayNames([i18n.language], { type: "language" });
  const choose = (next: string) =>
    void navigate({ to: "/help", search: { topic: next || undefined }, replace: true });
  const choices = [
    { value: "", label: t("articles.all") },
    ...topics.map(({ key, label }) => ({ value: key, label })),
  ];
  return (
    <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap">
      <NativeSelect
        hiddenFrom="sm"
        aria-label={t("articles.topic")}
        value={topic}
        onChange={(event) => choose(event.currentTarget.value)}
        data={choices}
        style={{ flex: 1, minWidth: 0 }}
      />
      <Chip.Group value={topic} onChange={(next) => choose(String(next))}>
        <Group
          gap={6}
          role="group"
          aria-label={t("articles.topic")}
          visibleFrom="sm"
          style={{ flex: 1 }}
        >
          {choices.map((one) => (
            <Chip key={one.value} value={one.value} variant="light">
              {one.label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {languages.length > 1 && (
        <NativeSelect
          aria-label={t("articles.language")}
          value={language}
          onChange={(event) => onLanguage(event.currentTarget.value)}
          data={[
            { value: "", label: t("articles.any_language") },
            ...languages.map((one) => ({ value: one, label: names.of(one) ?? one })),
          ]}
        />
      )}
    </Group>
  );
}
