import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import type { Change, History } from "./data";

interface Hit {
  id: string;
  email: string;
  name: string;
}

/** This customer and another are one person. Nothing is lost; it can be undone. */
export function MergeCustomer({ history, change }: { history: History; change: Change }) {
  const { t } = useTranslation("customers");
  const common = useTranslation("common").t;
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [target, setTarget] = useState<string | null>(null);
  const [asked] = useDebouncedValue(query.trim(), 200);
  const { data } = useQuery({
    queryKey: ["customers", "search", asked],
    queryFn: () => call<Hit[], "search_customers">("search_customers", { p_query: asked }),
    enabled: open && asked.length >= 2,
  });
  const hits = (data ?? []).filter((one) => one.id !== history.customer.id);
  const merge = () =>
    change.mutate(
      {
        name: "merge_customers",
        args: { p_source_id: history.customer.id, p_target_id: target },
      },
      {
        onSuccess() {
          setOpen(false);
          void navigate({ to: "/desk/customers/$id", params: { id: target ?? "" } as never });
        },
      },
    );
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t("merge.start")}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("merge.start")}>
        <Stack gap="sm">
          <Text size="sm">
            {t("merge.explain", { name: history.customer.name || history.customer.email })}
          </Text>
          <Select
            label={t("merge.target")}
            placeholder={t("merge.search")}
            data={hits.map((one) => ({
              value: one.id,
              label: one.name ? `${one.name} (${one.email})` : one.email,
            }))}
            value={target}
            onChange={setTarget}
            searchValue={query}
            onSearchChange={setQuery}
            filter={({ options }) => options}
            nothingFoundMessage={asked.length >= 2 && data ? t("merge.none") : undefined}
            searchable
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setOpen(false)}>
              {common("cancel")}
            </Button>
            <Button disabled={!target} loading={change.isPending} onClick={merge}>
              {t("merge.do")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
