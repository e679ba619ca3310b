/** The AI at a ticket: what it thought, the draft that waits, and the copilot's tools. */
import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useThoughts } from "@/features/review/data";
import { Copilot } from "./Copilot";
import { DraftPart } from "./DraftPart";
import { Feedback } from "./Feedback";
import { Thoughts } from "./Thoughts";

export interface AiPanelProps {
  ticketId: string;
  /** Of the ticket as it is shown: an answer to an older one is refused. */
  version: number;
  /** Puts a text into the reply that is being written. */
  onUseText: (text: string) => void;
}

export function AiPanel({ ticketId, version, onUseText }: AiPanelProps) {
  const { t } = useTranslation("review");
  const { data, isPending, error, refetch } = useThoughts(ticketId);
  if (isPending) return <Loading />;
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />;
  const { decision, draft, ticket } = data;
  return (
    <Stack gap="lg" component="section" aria-label={t("panel.title")}>
      {draft && <DraftPart key={draft.id} draft={draft} version={version} onUseText={onUseText} />}
      {draft?.state !== "pending" && <Feedback ticketId={ticketId} />}
      <Copilot ticketId={ticketId} draft={draft?.text ?? ""} onUseText={onUseText} />
      {decision && ticket ? (
        <Thoughts
          ticketId={ticketId}
          ticket={ticket}
          decision={decision}
          told={draft?.state === "pending"}
        />
      ) : (
        <Stack gap={4}>
          <Text size="sm">{t("panel.none")}</Text>
          <Text size="xs" className="muted">
            {t("panel.none_next")}
          </Text>
        </Stack>
      )}
    </Stack>
  );
}
