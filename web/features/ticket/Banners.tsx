import { Alert, Anchor, Group, Text } from "@mantine/core";
import { IconArrowMerge, IconBellOff, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TicketLink } from "@/components/tickets";
import { call } from "@/lib/api";
import type { AtTicket } from "@/lib/presence";
import { useTimes } from "@/lib/time";
import { type Act, type Opened, useTicketNumber } from "./data";

/** Who else is here: so that two do not answer the same question. */
export function Others({ others }: { others: AtTicket["others"] }) {
  const { t } = useTranslation("ticket");
  if (others.length === 0) return null;
  const names = (typing: boolean) =>
    others
      .filter((one) => one.typing === typing)
      .map((one) => one.name)
      .join(", ");
  return (
    <Group gap={6} role="status">
      <IconUsers size={15} aria-hidden />
      <Text size="xs">
        {names(true) && <b>{t("others.typing", { names: names(true) })} </b>}
        {names(false) && t("others.looking", { names: names(false) })}
      </Text>
    </Group>
  );
}

export function Standing({ opened, act }: { opened: Opened; act: Act }) {
  const { t } = useTranslation("ticket");
  const times = useTimes();
  const { ticket } = opened;
  if (ticket.merged_into) return <Merged opened={opened} act={act} into={ticket.merged_into} />;
  if (!ticket.is_snoozed) return null;
  return (
    <Alert variant="light" color="gray" icon={<IconBellOff size={17} />} mb="sm">
      <Text size="sm">
        {ticket.snoozed_until
          ? t("snooze.until", { at: times.full(ticket.snoozed_until) })
          : t("snooze.until_reply")}
      </Text>
    </Alert>
  );
}

function Merged({ opened, act, into }: { opened: Opened; act: Act; into: string }) {
  const { t } = useTranslation("ticket");
  const number = useTicketNumber(into);
  return (
    <Alert variant="light" color="blue" icon={<IconArrowMerge size={17} />} mb="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {t("merge.into")} {number && <TicketLink number={number} size="sm" />}
        </Text>
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() =>
            void act.do(() => call("unmerge_ticket", { p_source_id: opened.ticket.id }))
          }
        >
          {t("merge.undo")}
        </Anchor>
      </Group>
    </Alert>
  );
}
