import { Group, SegmentedControl, Select, SimpleGrid } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useMe } from "@/lib/session";
import { MEASURES, useColleagues, useNumbers } from "./data";
import { MeasureCard } from "./MeasureCard";
import { Workload } from "./Workload";

const PERIODS = [7, 30, 90];
const ALL = "";

/** What I did, beside what my team did. */
export function NumbersPage() {
  const { t } = useTranslation("numbers");
  const me = useMe();
  const [days, setDays] = useState(30);
  const [chosen, setChosen] = useState<string | null>(null);
  const colleagues = useColleagues();
  const teams = (colleagues.data?.teams ?? []).filter(
    (one) => me.isAdmin || me.teamIds.includes(one.id),
  );
  const team = chosen ?? teams.find((one) => me.teamIds.includes(one.id))?.key ?? ALL;
  const found = useNumbers(days, team || null);
  const choices = [
    ...teams.map((one) => ({ value: one.key, label: one.name })),
    { value: ALL, label: t("all") },
  ];
  return (
    <Page
      title={t("title")}
      actions={
        <Group gap="sm">
          <Select
            size="xs"
            w={190}
            aria-label={t("team")}
            data={choices}
            value={team}
            onChange={(value) => setChosen(value ?? ALL)}
            allowDeselect={false}
          />
          <SegmentedControl
            size="xs"
            aria-label={t("period")}
            data={PERIODS.map((count) => ({ value: String(count), label: t("days", { count }) }))}
            value={String(days)}
            onChange={(value) => setDays(Number(value))}
          />
        </Group>
      }
    >
      <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      {found.isPending && <Loading />}
      {found.data && (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="md" mb="xl">
            {MEASURES.map((name) => (
              <MeasureCard key={name} name={name} {...found.data.measures[name]} />
            ))}
          </SimpleGrid>
          <Workload lines={found.data.load} names={colleagues.data?.names ?? new Map()} />
        </>
      )}
    </Page>
  );
}
