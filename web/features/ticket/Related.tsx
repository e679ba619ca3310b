import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TicketLink } from "@/components/tickets";
import { call } from "@/lib/api";
import { type Act, type Opened, useTicketNumber } from "./data";

/** The ticket that this one follows, those merged into it, and those it has to do with. */
export function Related({ opened, act }: { opened: Opened; act: Act }) {
  const { t } = useTranslation("ticket");
  const followed = useTicketNumber(opened.ticket.follows_ticket_id);
  if (!followed && opened.merged.length === 0 && opened.links.length === 0) return null;
  return (
    <Stack gap={4}>
      {followed && (
        <Text size="xs">
          {t("follow_up.of")} <TicketLink number={followed} size="xs" />
        </Text>
      )}
      {opened.merged.map(({ ticket }) => (
        <Group key={ticket.id} gap="xs" justify="space-between" wrap="nowrap">
          <Text size="xs" truncate>
            {t("merge.merged", { number: ticket.number, subject: ticket.subject })}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            style={{ flex: "none" }}
            onClick={() => void act.do(() => call("unmerge_ticket", { p_source_id: ticket.id }))}
          >
            {t("merge.undo")}
          </Button>
        </Group>
      ))}
      {opened.links.map((link) => (
        <Group key={`${link.kind} ${link.ticket_id}`} gap="xs" wrap="nowrap">
          <Text size="xs" className="muted" style={{ flex: "none" }}>
            {t(`link.${link.kind as "blocks"}.${link.direction as "to"}`)}
          </Text>
          <TicketLink number={link.number} size="xs" lh="24px" truncate style={{ flex: 1 }}>
            #{link.number} {link.subject}
          </TicketLink>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t("link.remove", { number: link.number })}
            onClick={() => {
              const [from, to] =
                link.direction === "from"
                  ? [link.ticket_id, opened.ticket.id]
                  : [opened.ticket.id, link.ticket_id];
              void act.do(() =>
                call("unlink_tickets", { p_ticket_id: from, p_other_id: to, p_kind: link.kind }),
              );
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
    </Stack>
  );
}
