import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { StatusBadge, TicketLink } from "@/components/tickets";
import { call } from "@/lib/api";
import type { Opened } from "./data";

interface History {
  company: { name: string } | null;
  blocked: { id: string } | null;
  counts: { total: number };
  tickets: { id: string; number: number; subject: string; status: string; created_at: string }[];
}

/** Who asks, and what they asked before. */
export function Requester({ opened }: { opened: Opened }) {
  const { t } = useTranslation("ticket");
  const { customer, ticket } = opened;
  const { data } = useQuery({
    queryKey: ["customer", customer.id, "history", 6],
    queryFn: () =>
      call<History, "customer_history">("customer_history", {
        p_customer_id: customer.id,
        p_limit: 6,
      }),
    staleTime: 30_000,
  });
  const others = (data?.tickets ?? []).filter((one) => one.id !== ticket.id).slice(0, 5);
  return (
    <Stack gap={4}>
      <Anchor
        component={Link}
        to="/desk/customers/$id"
        params={{ id: customer.id } as never}
        fw={600}
        size="sm"
      >
        {customer.name || customer.email}
      </Anchor>
      <Text size="xs" className="muted" style={{ overflowWrap: "anywhere" }}>
        {customer.email}
        {data?.company && ` · ${data.company.name}`}
      </Text>
      {data?.blocked && (
        <Text size="xs" c="light-dark(#c92a2a, #ff8787)">
          {t("requester.blocked")}
        </Text>
      )}
      {others.length > 0 && (
        <>
          <Text size="xs" className="muted" mt={6}>
            {t("requester.others", { count: (data?.counts.total ?? 1) - 1 })}
          </Text>
          {others.map((one) => (
            <Group key={one.id} gap={6} wrap="nowrap" justify="space-between">
              <TicketLink number={one.number} size="xs" lh="24px" truncate>
                #{one.number} {one.subject}
              </TicketLink>
              <Group gap={6} wrap="nowrap" style={{ flex: "none" }}>
                <StatusBadge status={one.status} />
                <Ago at={one.created_at} size="xs" className="muted" />
              </Group>
            </Group>
          ))}
        </>
      )}
    </Stack>
  );
}
