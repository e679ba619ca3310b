import { Radio, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { ACCOUNT, useOwnCustomer } from "@/features/account/own";
import { Section } from "@/features/account/Section";
import { call } from "@/lib/api";
import { tell } from "@/lib/tell";

const WISHES = ["all", "answers", "none"] as const;

/** What a customer is mailed; there is nothing to choose before the first request. */
export function MailWishes() {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const own = useOwnCustomer();
  const set = useMutation({
    mutationFn: (mails: string) => call("set_mail_preference", { p_mails: mails }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ACCOUNT });
      tell.done(common("saved"));
    },
  });
  if (!own.data) return <ProblemAlert error={own.error} retry={() => void own.refetch()} />;
  return (
    <Section title={t("mails.title")}>
      <Radio.Group
        aria-label={t("mails.title")}
        value={set.isPending ? set.variables : own.data.mails}
        onChange={set.mutate}
      >
        <Stack gap="sm">
          {WISHES.map((wish) => (
            <Radio
              key={wish}
              value={wish}
              label={t(`mails.${wish}`)}
              description={<span className="muted">{t(`mails.${wish}_text`)}</span>}
            />
          ))}
        </Stack>
      </Radio.Group>
      <ProblemAlert error={set.error} />
    </Section>
  );
}
