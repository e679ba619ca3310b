import { Button, Group, Paper, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { type Act, type Opened, useToTicket } from "./data";

interface Props {
  opened: Opened;
  act: Act;
  chosen: string[];
  close: () => void;
}

/** Messages that are about something else become a ticket of their own. */
export function SplitBar({ opened, act, chosen, close }: Props) {
  const { t } = useTranslation("ticket");
  const common = useTranslation("common").t;
  const [subject, setSubject] = useState(opened.ticket.subject);
  const toTicket = useToTicket();
  const split = () =>
    act.do(async () => {
      const made = await call<{ number: number }, "split_ticket">("split_ticket", {
        p_ticket_id: opened.ticket.id,
        p_interaction_ids: chosen,
        p_subject: subject,
      });
      close();
      await toTicket(made.number);
    });
  return (
    <Paper withBorder p="sm" mb="sm">
      <Text size="sm" mb="xs">
        {t("split.explain")}
      </Text>
      <Group gap="xs" align="flex-end">
        <TextInput
          size="xs"
          label={t("split.subject")}
          value={subject}
          onChange={({ currentTarget }) => setSubject(currentTarget.value)}
          style={{ flex: 1, minWidth: 180 }}
        />
        <Button size="xs" variant="default" onClick={close}>
          {common("cancel")}
        </Button>
        <Button size="xs" disabled={chosen.length === 0} onClick={() => void split()}>
          {t("split.do", { count: chosen.length })}
        </Button>
      </Group>
    </Paper>
  );
}
