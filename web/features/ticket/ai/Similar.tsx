import { Anchor, Blockquote, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StatusBadge } from "@/components/tickets";
import { invoke } from "@/lib/api";

interface Found {
  ticket_id: string;
  number: number;
  subject: string;
  status: string;
  snippet: string;
  /** What solved it; empty where nothing has. */
  answer: string;
}

const MOST = 5;

/** What was solved helps; among those the likest comes first, as the server gave it. */
function solvedFirst(a: Found, b: Found): number {
  const open = ({ answer, status }: Found) => !answer && status !== "solved" && status !== "closed";
  return Number(open(a)) - Number(open(b));
}

export function Similar({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation("review");
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["similar", ticketId],
    queryFn: ({ signal }) =>
      invoke<{ results: Found[] }>("assist/similar", { ticket_id: ticketId, limit: 20 }, signal),
    select: ({ results }) => [...results].sort(solvedFirst).slice(0, MOST),
    staleTime: 60_000,
    retry: false,
  });
  if (isPending) return <Loader size="xs" type="dots" />;
  if (!data) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (data.length === 0) return <Text size="sm">{t("tools.similar_none")}</Text>;
  return (
    <Stack gap="sm">
      {data.map((one) => (
        <div key={one.ticket_id}>
          <Group gap={6} justify="space-between" wrap="nowrap" align="flex-start">
            <Anchor
              component={Link}
              to={`/desk/tickets/${one.number}`}
              size="sm"
              style={{ overflowWrap: "anywhere" }}
            >
              <span className="numbers">#{one.number}</span> {one.subject}
            </Anchor>
            <StatusBadge status={one.status} />
          </Group>
          {one.answer ? (
            <Blockquote p="xs" mt={4} fz="xs">
              <Text size="xs" lineClamp={5} style={{ whiteSpace: "pre-line" }}>
                {one.answer}
              </Text>
            </Blockquote>
          ) : (
            <Text size="xs" className="muted" lineClamp={2}>
              {one.snippet}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}
