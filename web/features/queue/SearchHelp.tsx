import { ActionIcon, Anchor, Code, Popover, Stack, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHelp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const OPERATORS = {
  is: "is:open",
  assignee: "assignee:me",
  team: "team:front",
  tag: "tag:refund",
  priority: "priority:<=2",
  from: "from:ann@example.com",
  before: "before:2026-01-31",
  minus: "-is:snoozed",
  sort: "sort:due",
} as const;

const EXAMPLES = [
  "is:open assignee:me",
  "is:unsolved priority:<=2 sort:due",
  'is:unassigned "delivery address"',
  "is:overdue -status:on_hold",
];

/** How a search is written, beside the field. */
export function SearchHelp() {
  const { t } = useTranslation("queue");
  const [open, { toggle, close }] = useDisclosure();
  return (
    <Popover opened={open} onChange={close} width={420} position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          radius="xl"
          onClick={toggle}
          aria-label={t("help.open")}
          aria-expanded={open}
        >
          <IconHelp size={17} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown
        aria-label={t("help.title")}
        mah="calc(100dvh - 72px)"
        maw="calc(100vw - 16px)"
        style={{ overflowY: "auto" }}
      >
        <Stack gap="xs">
          <Text size="sm">{t("help.intro")}</Text>
          <Table verticalSpacing={2} horizontalSpacing={4} withRowBorders={false}>
            <Table.Tbody>
              {Object.entries(OPERATORS).map(([name, example]) => (
                <Table.Tr key={name}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    <Code>{example}</Code>
                  </Table.Td>
                  <Table.Td fz="xs">{t(`help.${name as keyof typeof OPERATORS}`)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Text size="sm" fw={600}>
            {t("help.examples")}
          </Text>
          {EXAMPLES.map((q) => (
            <Anchor
              key={q}
              size="sm"
              onClick={close}
              renderRoot={(props) => <Link to="/desk" search={{ q }} {...props} />}
            >
              {q}
            </Anchor>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
