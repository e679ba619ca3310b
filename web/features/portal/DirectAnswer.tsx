import { Anchor, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Sentence } from "./data";

interface Props {
  sentences: Sentence[];
  language: string;
  onRead: (slug: string) => void;
  onSolved: (slug: string) => void;
  onSend: () => void;
  sending: boolean;
}

/** The AI's answer, each sentence with the page it stands on; sending is always offered beside it. */
export function DirectAnswer({ sentences, language, onRead, onSolved, onSend, sending }: Props) {
  const { t } = useTranslation("portal");
  const sources = sourcesOf(sentences);
  return (
    <Paper withBorder radius="lg" p="md" component="section" aria-labelledby="direct-answer">
      <Stack gap="sm">
        <Group gap="xs">
          <IconSparkles size={18} aria-hidden color="var(--mantine-primary-color-filled)" />
          <Title order={2} size="h5" id="direct-answer">
            {t("new.direct")}
          </Title>
        </Group>
        <Text lang={language} component="div">
          {sentences.map((one) => (
            <span key={one.text}>
              {one.text}{" "}
              {one.citations.map(({ slug }) => (
                <sup key={slug} className="numbers" style={{ lineHeight: 1 }}>
                  {sources.findIndex((source) => source.slug === slug) + 1}{" "}
                </sup>
              ))}
            </span>
          ))}
        </Text>
        <Stack gap={2}>
          <Text size="xs" className="muted">
            {t("new.direct_text")}
          </Text>
          {sources.map(({ slug, title }, index) => (
            <Anchor
              key={slug}
              component="button"
              type="button"
              size="sm"
              ta="start"
              onClick={() => onRead(slug)}
            >
              {index + 1}. {title}
            </Anchor>
          ))}
        </Stack>
        <Verdict
          onSolved={() => onSolved(sources[0]?.slug ?? "")}
          onSend={onSend}
          sending={sending}
        />
      </Stack>
    </Paper>
  );
}

interface VerdictProps {
  onSolved: () => void;
  onSend: () => void;
  sending: boolean;
}

export function Verdict({ onSolved, onSend, sending }: VerdictProps) {
  const { t } = useTranslation("portal");
  return (
    <Group gap="xs">
      <Button variant="light" onClick={onSolved} disabled={sending}>
        {t("new.solved")}
      </Button>
      <Button variant="default" onClick={onSend} loading={sending}>
        {t("new.unsolved")}
      </Button>
    </Group>
  );
}

/** Each page once, in the order in which the answer leans on them. */
export function sourcesOf(sentences: Sentence[]): { slug: string; title: string }[] {
  const seen = new Map<string, string>();
  for (const { citations } of sentences) {
    for (const { slug, title } of citations) if (!seen.has(slug)) seen.set(slug, title);
  }
  return [...seen].map(([slug, title]) => ({ slug, title }));
}
