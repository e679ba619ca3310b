import { Card, Group, ScrollArea, Table, Text, Title } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { useMe } from "@/lib/session";
import type { Load } from "./data";
import { Bar } from "./MeasureCard";

const COLUMNS = ["assigned", "answered", "solved", "to_do_now"] as const;

interface Props {
  lines: Load[];
  /** What members are called, by address. */
  names: Map<string, string>;
}

/** Who was given, answered and solved how much. */
export function Workload({ lines, names }: Props) {
  const { t } = useTranslation("numbers");
  const me = useMe();
  const most = Object.fromEntries(
    COLUMNS.map((column) => [column, Math.max(1, ...lines.map((one) => one[column]))]),
  ) as Record<(typeof COLUMNS)[number], number>;
  const name = (email: string) => names.get(email) || email;
  const sorted = [...lines].sort((a, b) => name(a.member).localeCompare(name(b.member)));
  return (
    <Card withBorder padding="md" component="section" aria-labelledby="workload">
      <Title order={2} size="h5" id="workload">
        {t("workload")}
      </Title>
      <Text size="xs" className="muted" mb="sm">
        {t("workload_about")}
      </Text>
      {lines.length === 0 ? (
        <Empty icon={IconChartBar} title={t("empty_title")}>
          {t("empty_text")}
        </Empty>
      ) : (
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0 }}>
          <Table miw={560} verticalSpacing="xs" aria-labelledby="workload">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("columns.member")}</Table.Th>
                {COLUMNS.map((column) => (
                  <Table.Th key={column} scope="col" w="18%">
                    {t(`columns.${column}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sorted.map((one) => {
                const mine = one.member === me.email;
                return (
                  <Table.Tr key={one.member}>
                    <Table.Th scope="row" fw={mine ? 650 : 400}>
                      {name(one.member)}
                      {mine && (
                        <Text span size="xs" className="muted">
                          {` (${t("you")})`}
                        </Text>
                      )}
                    </Table.Th>
                    {COLUMNS.map((column) => (
                      <Table.Td key={column}>
                        <Group gap={8} wrap="nowrap">
                          <Text size="sm" w={32} className="numbers" fw={mine ? 650 : 400}>
                            {one[column]}
                          </Text>
                          <div style={{ flex: 1 }}>
                            <Bar share={one[column] / most[column]} strong={mine} />
                          </div>
                        </Group>
                      </Table.Td>
                    ))}
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </Card>
  );
}
