import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";
import type { Change, History } from "./data";

/** For whom this person writes; chosen is saved. */
export function CompanyField({ history, change }: { history: History; change: Change }) {
  const { t } = useTranslation("customers");
  const { customer, company } = history;
  const { data } = useQuery({
    queryKey: ["companies"],
    queryFn: () => rows(supabase().from("companies").select("id, name").order("name")),
    staleTime: 60_000,
  });
  // Their own is there before the list has come.
  const known = company && !data?.some((one) => one.id === company.id) ? [company] : [];
  const companies = [...known, ...(data ?? [])];
  if (companies.length === 0) return null;
  return (
    <Select
      label={t("profile.company")}
      placeholder={t("profile.no_company")}
      data={companies.map((one) => ({ value: one.id, label: one.name }))}
      value={company?.id ?? null}
      onChange={(id) => {
        if (id === (company?.id ?? null)) return;
        change.mutate({
          name: "update_customer",
          args: { p_customer_id: customer.id, p_changes: { company_id: id } },
        });
      }}
      searchable
      clearable
      disabled={Boolean(customer.merged_into)}
    />
  );
}
