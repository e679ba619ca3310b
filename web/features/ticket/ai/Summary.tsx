import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useTicket } from "@/features/ticket/data";
import { Note } from "./Note";
import { Unfinished } from "./Unfinished";
import { useStreamed } from "./useStreamed";

interface Point {
  text: string;
  author: string;
  interaction_id: string;
}

interface Told {
  headline: string;
  wants: Point[];
  promised: Point[];
  open: Point[];
  waiting_for: "us" | "customer" | "nobody";
  note: string;
  dropped: number;
}

/** Made anew when something is said, and only while it is open. */
export function Summary({ ticketId }: { ticketId: string }) {
  const { t, i18n } = useTranslation("review");
  const answer = useStreamed<Told>();
  const { run, told, phase } = answer;
  const language = i18n.language.slice(0, 2);
  const last = useTicket(ticketId).data?.interactions.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another last message it is another thread
  useEffect(() => {
    void run("assist/summarise", { ticket_id: ticketId, language });
  }, [run, ticketId, language, last]);
  return (
    <Stack gap={8}>
      <Unfinished answer={answer} />
      {(phase === "failed" || phase === "stopped") && (
        <Group>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => void run("assist/summarise", { ticket_id: ticketId, language })}
          >
            {t("tools.again")}
          </Button>
        </Group>
      )}
      {told && <Whole told={told} />}
    </Stack>
  );
}

function Whole({ told }: { told: Told }) {
  const { t } = useTranslation("review");
  return (
    <Stack gap={8}>
      <Text size="sm" fw={600} dir="auto">
        {told.headline}
      </Text>
      {(["wants", "promised", "open"] as const).map((part) => (
        <Points key={part} title={t(`tools.${part}`)} points={told[part]} />
      ))}
      <Text size="sm">{t(`tools.waiting_${told.waiting_for}`)}</Text>
      <Note note={told.note} dropped={told.dropped} />
    </Stack>
  );
}

function Points({ title, points }: { title: string; points: Point[] }) {
  if (points.length === 0) return null;
  return (
    <div>
      <Text size="xs" fw={600} className="muted">
        {title}
      </Text>
      <List size="sm" spacing={2}>
        {points.map((point) => (
          <List.Item key={point.interaction_id + point.text}>{point.text}</List.Item>
        ))}
      </List>
    </div>
  );
}
