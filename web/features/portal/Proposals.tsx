import { Paper, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ArticleSheet } from "./ArticleSheet";
import { DirectAnswer } from "./DirectAnswer";
import { useDirectAnswer, useProposals } from "./data";
import classes from "./portal.module.css";

interface Props {
  question: string;
  onSolved: (way: "article" | "answer", slug: string) => void;
  onSend: () => void;
  sending: boolean;
}

/** What may answer the question before it is sent; silent while there is nothing. */
export function Proposals({ question, onSolved, onSend, sending }: Props) {
  const { t } = useTranslation("portal");
  const [typed] = useDebouncedValue(question, 400);
  const [paused] = useDebouncedValue(question, 1200); // an answer costs more than a look-up
  const [read, setRead] = useState<string | null>(null);
  const articles = useProposals(typed);
  const answer = useDirectAnswer(paused);
  const send = () => {
    setRead(null);
    onSend();
  };
  const found = question.trim().length >= 3 ? (articles.data ?? []) : [];
  const direct = question.trim() === paused.trim() ? answer.data : null;
  return (
    <Stack gap="md" className={classes.aside} aria-live="polite">
      {direct && (
        <DirectAnswer
          sentences={direct.sentences}
          language={direct.language}
          onRead={setRead}
          onSolved={(slug) => onSolved("answer", slug)}
          onSend={send}
          sending={sending}
        />
      )}
      {found.length > 0 && (
        <Stack gap="xs" component="section" aria-labelledby="proposed">
          <Title order={2} size="h5" id="proposed">
            {t("new.proposed")}
          </Title>
          {found.map((one) => (
            <UnstyledButton key={one.slug} onClick={() => setRead(one.slug)}>
              <Paper withBorder radius="lg" p="sm" className={classes.card}>
                <Text fw={600} size="sm">
                  {one.title}
                </Text>
                <Text size="sm" className={`muted ${classes.excerpt}`} lang={one.language}>
                  {one.text}
                </Text>
              </Paper>
            </UnstyledButton>
          ))}
        </Stack>
      )}
      {read && (
        <ArticleSheet
          slug={read}
          onClose={() => setRead(null)}
          onSolved={() => onSolved("article", read)}
          onSend={send}
          sending={sending}
        />
      )}
    </Stack>
  );
}
