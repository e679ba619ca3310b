import { Accordion, Button, Group, MultiSelect, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconAlertTriangle, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Article, Question } from "./data";
import classes from "./knowledge.module.css";
import { sentences, whole } from "./questions";

interface Props {
  article: Article;
  change: (part: Partial<Article>) => void;
}

/** What is asked in which words, and which sentences answer it: searches and checks go by them. */
export function Questions({ article, change }: Props) {
  const { t } = useTranslation("knowledge");
  const [open, setOpen] = useState<string | null>(null);
  const { questions, content } = article;
  const set = (at: number, question: Question) =>
    change({ questions: questions.map((one, index) => (index === at ? question : one)) });
  const remove = (at: number) => {
    change({ questions: questions.filter((_, index) => index !== at) });
    setOpen(null);
  };
  const add = () => {
    change({ questions: [...questions, { ask: [], answer: [] }] });
    setOpen(String(questions.length));
  };
  return (
    <Stack gap="xs" component="section" aria-labelledby="questions">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h5" id="questions">
          {t("questions.title", { count: questions.length })}
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
        >
          {t("questions.add")}
        </Button>
      </Group>
      <Text size="xs" className="muted">
        {t(questions.length > 0 ? "questions.about" : "questions.empty")}
      </Text>
      <Accordion
        variant="contained"
        value={open}
        onChange={setOpen}
        classNames={{ label: classes.asked }}
      >
        {questions.map((question, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: questions have no name but their place
          <Accordion.Item key={at} value={String(at)}>
            <Accordion.Control
              icon={fails(question, content) && <IconAlertTriangle size={16} aria-hidden />}
            >
              {question.ask[0]?.trim() || t("questions.new")}
            </Accordion.Control>
            <Accordion.Panel>
              {open === String(at) && (
                <QuestionFields
                  question={question}
                  content={content}
                  set={(now) => set(at, now)}
                  remove={() => remove(at)}
                />
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  );
}

const fails = (question: Question, content: string) =>
  !whole(question) || question.answer.some((one) => !content.includes(one));

interface FieldsProps {
  question: Question;
  content: string;
  set: (question: Question) => void;
  remove: () => void;
}

function QuestionFields({ question, content, set, remove }: FieldsProps) {
  const { t } = useTranslation("knowledge");
  const lost = question.answer.filter((one) => !content.includes(one));
  return (
    <Stack gap="sm">
      <Textarea
        label={t("questions.ask")}
        description={<span className="muted">{t("questions.ask_help")}</span>}
        autosize
        minRows={2}
        maxRows={12}
        dir="auto"
        data-autofocus
        value={question.ask.join("\n")}
        onChange={(event) => set({ ...question, ask: event.currentTarget.value.split("\n") })}
      />
      <MultiSelect
        label={t("questions.answer")}
        description={<span className="muted">{t("questions.answer_help")}</span>}
        placeholder={question.answer.length === 0 ? t("questions.choose") : undefined}
        searchable
        maxDropdownHeight={260}
        nothingFoundMessage={<span className="muted">{t("questions.no_sentence")}</span>}
        data={[...new Set([...sentences(content), ...question.answer])]}
        error={lost.length > 0 ? t("questions.lost", { sentence: lost[0] }) : undefined}
        classNames={{ pill: classes.sentence, pillsList: classes.sentences }}
        value={question.answer}
        onChange={(answer) => set({ ...question, answer })}
      />
      <Group>
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={remove}
        >
          {t("questions.remove")}
        </Button>
      </Group>
    </Stack>
  );
}
