import { Alert, List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "./bulk";
import type { Ticket } from "./data";

interface Props {
  results: Result[];
  tickets: Ticket[];
  close: () => void;
}

/** What became of each ticket, when not all could be changed. */
export function Results({ results, tickets, close }: Props) {
  const { t } = useTranslation("queue");
  const refused = results.filter((one) => !one.ok);
  if (refused.length === 0) return null;
  const number = (one: Result) =>
    one.number ?? tickets.find((ticket) => ticket.id === one.ticket_id)?.number ?? "?";
  return (
    <Alert
      color="orange"
      variant="light"
      radius={0}
      role="alert"
      withCloseButton
      onClose={close}
      closeButtonLabel={t("bulk.results")}
      title={t("bulk.some", { done: results.length - refused.length, refused: refused.length })}
    >
      <List size="sm" mah={140} style={{ overflowY: "auto" }} listStyleType="none">
        {[...results]
          .sort((a, b) => Number(a.ok) - Number(b.ok))
          .map((one) => (
            <List.Item key={one.ticket_id}>
              <Text span size="sm" fw={600} className="numbers">
                {`#${number(one)}`}
              </Text>{" "}
              {one.ok ? t("bulk.changed") : t("bulk.refused", { why: one.error })}
            </List.Item>
          ))}
      </List>
    </Alert>
  );
}
