import { Anchor, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { PriorityMark } from "@/components/tickets";
import { Asked } from "./Asked";
import { DraftDesk } from "./DraftDesk";
import { useCategoryNames, type Waiting } from "./data";
import { HeldBack } from "./HeldBack";

/** One draft with all that is needed to decide: the question, what held it back, the answer. */
export function ReviewOne({ draft, done }: { draft: Waiting; done: () => void }) {
  const { t } = useTranslation("review");
  const { name } = useCategoryNames();
  const { ticket, decision } = draft;
  const keys = { group: t("queue.keys"), approve: "a", edit: "e", reject: "x" };
  return (
    <Stack gap="lg">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs" align="flex-start">
          <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
            {ticket.subject}
          </Title>
          <Anchor
            component={Link}
            to={`/desk/tickets/${ticket.number}`}
            size="sm"
            style={{ whiteSpace: "nowrap" }}
          >
            {t("queue.open_ticket")} <span className="numbers">#{ticket.number}</span>
          </Anchor>
        </Group>
        <Group gap="xs">
          <PriorityMark priority={ticket.priority} withLabel />
          {ticket.category && (
            <Badge variant="default" tt="none" fw={500}>
              {name(ticket.category)}
            </Badge>
          )}
          <Text size="sm">{ticket.customer}</Text>
          <Ago at={draft.created_at} size="sm" className="muted" />
        </Group>
      </Stack>
      <Part title={t("queue.asked")}>
        <Asked draft={draft} />
      </Part>
      {decision && (
        <Part title={t("checks.held")}>
          <HeldBack checks={decision.checks} />
        </Part>
      )}
      <Part title={t("queue.draft")}>
        <DraftDesk draft={draft} keys={keys} done={done} />
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Stack gap={6}>
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
