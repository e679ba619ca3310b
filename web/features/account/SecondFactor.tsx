import { Badge, Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AddFactor } from "@/features/account/AddFactor";
import { useFactors } from "@/features/account/factors";
import { Section } from "@/features/account/Section";
import { done, useReason } from "@/features/auth/reasons";
import { modals } from "@/lib/modals";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";
import { useTimes } from "@/lib/time";

/** A code from an app on one's phone, asked for beside the password. */
export function SecondFactor() {
  const { t } = useTranslation("account");
  const times = useTimes();
  const factors = useFactors();
  const [adding, setAdding] = useState(false);
  const remove = useRemove();
  const [factor] = factors.data ?? [];
  const ask = (id: string) =>
    modals.openConfirmModal({
      title: t("second.remove_title"),
      children: <Text size="sm">{t("second.remove_text")}</Text>,
      labels: { confirm: t("second.remove"), cancel: t("cancel", { ns: "common" }) },
      confirmProps: { color: "red" },
      onConfirm: () => remove.mutate(id),
    });
  return (
    <Section title={t("second.title")} text={t("second.text")}>
      {factors.isPending && <Loading />}
      <ProblemAlert error={factors.error} retry={() => void factors.refetch()} />
      {factors.data && (
        <Group justify="space-between" gap="sm">
          {factor ? (
            <Text size="sm" component="div">
              <Badge color="teal" variant="light" tt="none" c="var(--mantine-color-text)">
                {t("second.on")}
              </Badge>{" "}
              {t("second.since", { day: times.day(factor.created_at) })}
            </Text>
          ) : (
            <Text size="sm">{t("second.off")}</Text>
          )}
          {factor ? (
            <Button variant="default" loading={remove.isPending} onClick={() => ask(factor.id)}>
              {t("second.remove")}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setAdding(true)}>
              {t("second.add")}
            </Button>
          )}
        </Group>
      )}
      {adding && <AddFactor close={() => setAdding(false)} />}
    </Section>
  );
}

function useRemove() {
  const { t } = useTranslation("account");
  const reason = useReason();
  const factors = useFactors();
  return useMutation({
    mutationFn: async (factorId: string) => {
      await done(supabase().auth.mfa.unenroll({ factorId }));
      // Its tokens still speak of the factor: a new one does not.
      await done(supabase().auth.refreshSession());
    },
    onSuccess: () => tell.done(t("second.removed")),
    onError: (error) => tell.problem(reason(error)),
    onSettled: () => factors.refetch(),
  });
}
