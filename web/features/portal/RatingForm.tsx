import { Button, Group, Stack, Text, Textarea, VisuallyHidden } from "@mantine/core";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./portal.module.css";

const SCORES = [1, 2, 3, 4, 5] as const;

interface Props {
  score: number | null;
  comment: string;
  /** Rejects with what the desk said against it, which the caller shows. */
  onSend: (score: number, comment: string) => Promise<void>;
}

/** From 1 to 5, and in words; used by the page of the link and by the request. */
export function RatingForm({ score: given, comment: said, onSend }: Props) {
  const { t } = useTranslation("portal");
  const [score, setScore] = useState(given);
  const [comment, setComment] = useState(said);
  const [sending, setSending] = useState(false);
  const [missing, setMissing] = useState(false);
  const name = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (score === null) return setMissing(true);
    setSending(true);
    await onSend(score, comment).finally(() => setSending(false));
  };
  return (
    <Stack component="form" gap="md" onSubmit={submit}>
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <VisuallyHidden component="legend">{t("rating.legend")}</VisuallyHidden>
        <Group gap={8} wrap="nowrap">
          {SCORES.map((one) => (
            <label key={one} className={classes.score} title={t(`rating.${one}`)}>
              <input
                type="radio"
                name={name}
                value={one}
                checked={score === one}
                onChange={() => {
                  setScore(one);
                  setMissing(false);
                }}
                className="visually-hidden"
                aria-label={`${one}: ${t(`rating.${one}`)}`}
              />
              <span aria-hidden>{one}</span>
            </label>
          ))}
        </Group>
        <Group justify="space-between" mt={6} aria-hidden>
          <Text size="xs" className="muted">
            {t("rating.1")}
          </Text>
          <Text size="xs" className="muted">
            {score ? t(`rating.${score as 1}`) : ""}
          </Text>
          <Text size="xs" className="muted">
            {t("rating.5")}
          </Text>
        </Group>
        {missing && (
          <Text size="sm" c="red" mt={6} role="alert">
            {t("rating.choose")}
          </Text>
        )}
      </fieldset>
      <Textarea
        label={t("rating.comment")}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <Group>
        <Button type="submit" loading={sending}>
          {t("rating.send")}
        </Button>
      </Group>
    </Stack>
  );
}
