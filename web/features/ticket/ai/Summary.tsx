import { List, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { invoke } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { Note } from "./Note";

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

/** Made anew when the ticket changes, and only while it is open. */
export function Summary({ ticketId }: { ticketId: string }) {
  const { t, i18n } = useTranslation("review");
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...LIVE_KEYS.ticket(ticketId), "summary", i18n.language],
    queryFn: ({ signal }) =>
      invoke<Told>(
        "assist/summarise",
        { ticket_id: ticketId, language: i18n.language.slice(0, 2) },
        signal,
      ),
    retry: false,
  });
  if (isPending) return <Loader size="xs" type="dots" />;
  if (!data) return <ProblemAlert error={error} retry={() => void refetch()} />;
  return (
    <Stack gap={8}>
      <Text size="sm" fw={600}>
        {data.headline}
      </Text>
      {(["wants", "promised", "open"] as const).map((part) => (
        <Points key={part} title={t(`tools.${part}`)} points={data[part]} />
      ))}
      <Text size="sm">{t(`tools.waiting_${data.waiting_for}`)}</Text>
      <Note note={data.note} dropped={data.dropped} />
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
