import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { tell } from "@/lib/tell";
import { CompanyField } from "./CompanyField";
import type { Change, History } from "./data";

/** Who this is: what members correct, and what the desk knows by itself. */
export function ProfileForm({ history, change }: { history: History; change: Change }) {
  const { t } = useTranslation("customers");
  const common = useTranslation("common").t;
  const { customer } = history;
  // null: nothing is being typed, so that a name that a colleague gives is shown.
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? customer.name;
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { name: "update_customer", args: { p_customer_id: customer.id, p_changes: { name } } },
      {
        onSuccess() {
          setTyped(null); // by now the page has read what was saved
          tell.done(common("saved"));
        },
      },
    );
  };
  return (
    <form onSubmit={save}>
      <Stack gap="sm">
        <Group align="flex-end" gap="xs">
          <TextInput
            label={t("profile.name")}
            value={name}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            style={{ flex: 1 }}
            maxLength={200}
          />
          <Button type="submit" variant="default" disabled={name === customer.name}>
            {common("save")}
          </Button>
        </Group>
        <CompanyField history={history} change={change} />
        {customer.locale && (
          <Text size="sm">
            {t("profile.language")}: {customer.locale}
          </Text>
        )}
        {history.first_contact_at && (
          <Text size="sm">
            {t("profile.first")} <Ago at={history.first_contact_at} size="sm" />
          </Text>
        )}
        {history.last_contact_at && (
          <Text size="sm">
            {t("profile.last")} <Ago at={history.last_contact_at} size="sm" />
          </Text>
        )}
      </Stack>
    </form>
  );
}
