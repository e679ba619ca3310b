import { Button, List, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Note } from "./Note";
import { Unfinished } from "./Unfinished";
import { useStreamed } from "./useStreamed";

interface Told {
  answerable: boolean;
  found: { text: string; interactions: string[]; slugs: string[] }[];
  note: string;
  dropped: number;
}

export function Ask({ ticketId }: { ticketId: string }) {
  const { t, i18n } = useTranslation("review");
  const [question, setQuestion] = useState("");
  const answer = useStreamed<Told>();
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!question.trim() || answer.running) return;
    void answer.run("assist/ask", {
      ticket_id: ticketId,
      question: question.trim(),
      language: i18n.language.slice(0, 2),
    });
  };
  return (
    <Stack gap="xs" component="form" onSubmit={submit}>
      <Textarea
        size="sm"
        label={t("tools.question")}
        placeholder={t("tools.question_hint")}
        autosize
        maxRows={5}
        maxLength={2000}
        data-autofocus
        autoFocus
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            submit();
          }
        }}
      />
      <Button type="submit" size="xs" loading={answer.running} disabled={!question.trim()}>
        {t("tools.send_question")}
      </Button>
      <Unfinished answer={answer} />
      {answer.told && <Answer told={answer.told} />}
    </Stack>
  );
}

function Answer({ told }: { told: Told }) {
  const { t } = useTranslation("review");
  return (
    <Stack gap={6}>
      {told.found.length === 0 && <Text size="sm">{t("tools.answer_none")}</Text>}
      {!told.answerable && told.found.length > 0 && (
        <Text size="sm" className="muted">
          {t("tools.nearest")}
        </Text>
      )}
      <List size="sm" spacing={4}>
        {told.found.map((one) => (
          <List.Item key={one.text}>
            {one.text}{" "}
            <Text span size="xs" className="muted">
              {[
                ...(one.interactions.length > 0 ? [t("tools.from_thread")] : []),
                ...one.slugs.map((slug) => t("tools.from_article", { slug })),
              ].join(", ")}
            </Text>
          </List.Item>
        ))}
      </List>
      <Note note={told.note} dropped={told.dropped} />
    </Stack>
  );
}
