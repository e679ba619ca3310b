/** When one is away: present and future absences, and a new one. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AbsenceForm } from "@/features/account/AbsenceForm";
import { ACCOUNT } from "@/features/account/own";
import { Section } from "@/features/account/Section";
import { call, rows } from "@/lib/api";
import { useMe } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";
import { useTimes } from "@/lib/time";

interface Absence {
  id: string;
  starts_at: string;
  ends_at: string | null;
  note: string;
}

const KEY = [...ACCOUNT, "absences"];

export function AbsenceSection() {
  const { t } = useTranslation("account");
  const { memberId } = useMe();
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: KEY,
    queryFn: async () =>
      (await rows(
        supabase()
          .from("member_absences")
          .select("id, starts_at, ends_at, note")
          .eq("member_id", memberId as string)
          .or(`ends_at.is.null,ends_at.gt.${new Date().toISOString()}`)
          .order("starts_at"),
      )) as Absence[],
  });
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  return (
    <Section title={t("absence.title")} text={t("absence.text")}>
      {list.isPending && <Loading />}
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.data?.length === 0 && <Text size="sm">{t("absence.none")}</Text>}
      {list.data && list.data.length > 0 && (
        <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
          {list.data.map((one) => (
            <Entry key={one.id} one={one} ended={refresh} />
          ))}
        </Stack>
      )}
      <AbsenceForm added={refresh} />
    </Section>
  );
}

function Entry({ one, ended }: { one: Absence; ended: () => Promise<unknown> }) {
  const { t } = useTranslation("account");
  const times = useTimes();
  const end = useMutation({
    mutationFn: () => call("end_absence", { p_absence_id: one.id }),
    onSuccess: ended,
    onError: tell.problem,
  });
  const begun = Date.parse(one.starts_at) <= Date.now();
  const from = begun ? t("absence.now") : times.full(one.starts_at);
  return (
    <Group component="li" justify="space-between" gap="xs">
      <div>
        <Text size="sm" fw={600}>
          {one.ends_at
            ? t("absence.span", { from, until: times.full(one.ends_at) })
            : t("absence.open", { from })}
        </Text>
        {one.note && (
          <Text size="xs" className="muted">
            {one.note}
          </Text>
        )}
      </div>
      <Button size="xs" variant="default" onClick={() => end.mutate()} loading={end.isPending}>
        {begun ? t("absence.end") : t("absence.cancel")}
      </Button>
    </Group>
  );
}
