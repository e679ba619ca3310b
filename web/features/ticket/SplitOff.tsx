import { Alert, Button, Group, Text } from "@mantine/core";
import { IconArrowsSplit } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { TicketLink } from "@/components/tickets";
import { call, rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";
import { type Act, ticketNumberOf, useToTicket } from "./data";

/** A ticket that was split off another says so; as long as nobody wrote in it, it goes back. */
export function SplitOff({ ticketId, act }: { ticketId: string; act: Act }) {
  const { t } = useTranslation("ticket");
  const toTicket = useToTicket();
  const { data: number } = useQuery({
    queryKey: [...LIVE_KEYS.ticket(ticketId), "split"],
    queryFn: () => sourceOf(ticketId),
  });
  if (!number) return null;
  const undo = () =>
    act.do(async () => {
      await call("unsplit_ticket", { p_ticket_id: ticketId });
      await toTicket(number);
    });
  return (
    <Alert variant="light" color="blue" icon={<IconArrowsSplit size={17} />} mb="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {t("split.off")} <TicketLink number={number} size="sm" />
        </Text>
        <Button size="compact-sm" variant="default" loading={act.busy} onClick={() => void undo()}>
          {t("split.undo")}
        </Button>
      </Group>
    </Alert>
  );
}

/** The number of the ticket it came from; null when it came from none, or went back. */
async function sourceOf(ticketId: string): Promise<number | null> {
  const splits = await rows(
    supabase()
      .from("ticket_splits")
      .select("source_id")
      .eq("new_id", ticketId)
      .is("undone_at", null),
  );
  const source = splits?.[0]?.source_id;
  return source ? ticketNumberOf(source) : null;
}
