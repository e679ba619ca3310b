import { Button, Group, Paper, Stack, Text, Textarea } from "@mantine/core";
import { IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useSession } from "@/lib/session";
import { useRateArticle } from "./articleFeedback";

/** Whether the article helped, and what was missing. Members are no readers: they can change it. */
export function ArticleVerdict({ slug }: { slug: string }) {
  const { t } = useTranslation("portal");
  const { me } = useSession();
  const rate = useRateArticle(slug);
  const [said, setSaid] = useState<boolean | null>(null);
  if (me?.kind === "member") return null;
  const say = (helpful: boolean) => rate.mutate({ helpful }, { onSuccess: () => setSaid(helpful) });
  const buttons = [
    { helpful: true, icon: <IconThumbUp size={16} aria-hidden />, label: t("helpful.yes") },
    { helpful: false, icon: <IconThumbDown size={16} aria-hidden />, label: t("helpful.no") },
  ];
  return (
    <Paper withBorder radius="lg" p="md" component="section" aria-labelledby="helpful">
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Text fw={500} id="helpful">
            {t("helpful.ask")}
          </Text>
          <Group gap="xs">
            {buttons.map(({ helpful, icon, label }) => (
              <Button
                key={label}
                variant={said === helpful ? "filled" : "default"}
                aria-pressed={said === helpful}
                leftSection={icon}
                loading={rate.isPending && rate.variables?.helpful === helpful && said === null}
                onClick={() => said !== helpful && say(helpful)}
              >
                {label}
              </Button>
            ))}
          </Group>
        </Group>
        <ProblemAlert error={rate.error} />
        {said !== null && <Why key={String(said)} slug={slug} helpful={said} />}
      </Stack>
    </Paper>
  );
}

/** Once it is said, a word about it may be added. */
function Why({ slug, helpful }: { slug: string; helpful: boolean }) {
  const { t } = useTranslation("portal");
  const rate = useRateArticle(slug);
  const [comment, setComment] = useState("");
  if (rate.isSuccess) {
    return (
      <Text size="sm" role="status">
        {t("helpful.thanks")}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {t("helpful.noted")}
      </Text>
      <Textarea
        label={t(helpful ? "helpful.good" : "helpful.missing")}
        description={<span className="muted">{t("helpful.no_answer")}</span>}
        autosize
        minRows={2}
        maxLength={1000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <ProblemAlert error={rate.error} />
      <Group>
        <Button
          variant="default"
          disabled={!comment.trim()}
          loading={rate.isPending}
          onClick={() => rate.mutate({ helpful, comment: comment.trim() })}
        >
          {t("helpful.send")}
        </Button>
      </Group>
    </Stack>
  );
}
