import { Alert, Anchor, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { IconArrowMerge, IconUserOff } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { PriorityMark, StatusBadge, TicketLink } from "@/components/tickets";
import { asProblem } from "@/lib/problem";
import { Addresses } from "./Addresses";
import { Blocking } from "./Blocking";
import { type History, useChange, useHistory } from "./data";
import { MergeCustomer } from "./MergeCustomer";
import { Notes } from "./Notes";
import { ProfileForm } from "./ProfileForm";

export function CustomerPage() {
  const { t } = useTranslation("customers");
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const found = useHistory(id);
  const change = useChange(id);
  if (found.isPending) return <Loading />;
  const status = found.error ? asProblem(found.error).status : 0;
  // Also one that was here a moment ago: merged away, they have no ticket any more.
  if (!found.data || status === 404) {
    if (status === 404 || status === 400) {
      return (
        <Empty icon={IconUserOff} title={t("gone.title")}>
          {t("gone.text")}
        </Empty>
      );
    }
    return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  }
  const history = found.data;
  const { customer } = history;
  return (
    <Page
      title={customer.name || customer.email}
      actions={
        customer.merged_into ? null : (
          <Group gap="xs">
            <MergeCustomer history={history} change={change} />
            <Blocking history={history} change={change} />
          </Group>
        )
      }
    >
      {history.blocked && (
        <Alert color="red" variant="light" mb="md" icon={<IconUserOff size={17} />}>
          {t("block.now", { count: history.blocked.messages })} {history.blocked.reason}
        </Alert>
      )}
      {customer.merged_into && <Elsewhere id={customer.merged_into} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack>
          <Paper withBorder p="md" radius="md">
            <ProfileForm history={history} change={change} />
          </Paper>
          <Addresses history={history} change={change} />
          <MergedFrom history={history} change={change} />
        </Stack>
        <Paper withBorder p="md" radius="md">
          <Notes history={history} change={change} />
        </Paper>
      </SimpleGrid>
      <Tickets history={history} />
    </Page>
  );
}

/** An old link to somebody who is one with another by now. */
function Elsewhere({ id }: { id: string }) {
  const { t } = useTranslation("customers");
  return (
    <Alert color="blue" variant="light" mb="md" icon={<IconArrowMerge size={17} />}>
      {t("merge.elsewhere")}{" "}
      <Anchor component={Link} to="/desk/customers/$id" params={{ id } as never} size="sm">
        {t("merge.look")}
      </Anchor>
    </Alert>
  );
}

function MergedFrom({
  history,
  change,
}: {
  history: History;
  change: ReturnType<typeof useChange>;
}) {
  const { t } = useTranslation("customers");
  if (history.merged_from.length === 0) return null;
  return (
    <Paper withBorder p="md" radius="md">
      {history.merged_from.map((one) => (
        <Group key={one.merge_id} justify="space-between" gap="xs">
          <Text size="sm">{t("merge.from", { email: one.email })}</Text>
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() =>
              change.mutate({ name: "unmerge_customers", args: { p_merge_id: one.merge_id } })
            }
          >
            {t("merge.undo")}
          </Anchor>
        </Group>
      ))}
    </Paper>
  );
}

function Tickets({ history }: { history: History }) {
  const { t } = useTranslation("customers");
  return (
    <Stack gap="xs" mt="lg">
      <Title order={2} size="h4">
        {t("tickets.title", { count: history.counts.total })}
      </Title>
      {history.tickets.length === 0 ? (
        <Text size="sm" className="muted">
          {t("tickets.none")}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing={6} aria-label={t("tickets.label")}>
            <Table.Tbody>
              {history.tickets.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td w={70} className="numbers">
                    #{one.number}
                  </Table.Td>
                  <Table.Td>
                    <TicketLink number={one.number} size="sm">
                      {one.subject || t("tickets.no_subject")}
                    </TicketLink>
                  </Table.Td>
                  <Table.Td w={40}>
                    <PriorityMark priority={one.priority} />
                  </Table.Td>
                  <Table.Td w={160}>
                    <StatusBadge status={one.status} />
                  </Table.Td>
                  <Table.Td w={120}>
                    <Ago at={one.created_at} size="sm" className="muted" />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
