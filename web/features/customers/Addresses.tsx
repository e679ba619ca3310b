import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Menu,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change, History } from "./data";

type Address = History["addresses"][number];

interface Props {
  history: History;
  change: Change;
}

/** Where this person writes from. Answers go to the primary one. */
export function Addresses({ history, change }: Props) {
  const { t } = useTranslation("customers");
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={t("addresses.title")}>
      <Title order={2} size="h5" mb="xs">
        {t("addresses.title")}
      </Title>
      <Stack gap={6}>
        {history.addresses.map((one) => (
          <One key={`${one.channel} ${one.address}`} one={one} history={history} change={change} />
        ))}
        {!history.customer.merged_into && <Add history={history} change={change} />}
      </Stack>
    </Paper>
  );
}

function One({ one, history, change }: Props & { one: Address }) {
  const { t } = useTranslation("customers");
  const named = {
    p_customer_id: history.customer.id,
    p_address: one.address,
    p_channel: one.channel,
  };
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <Group gap="xs" style={{ minWidth: 0 }}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {one.address}
        </Text>
        {one.primary && (
          <Badge size="sm" variant="light" tt="none">
            {t("addresses.primary")}
          </Badge>
        )}
        {one.verified && (
          <Badge size="sm" variant="light" color="teal" tt="none">
            {t("addresses.verified")}
          </Badge>
        )}
      </Group>
      {!one.primary && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("addresses.more", { address: one.address })}
            >
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {one.channel === "email" && (
              <Menu.Item
                onClick={() =>
                  change.mutate({
                    name: "set_customer_address",
                    args: { ...named, p_primary: true },
                  })
                }
              >
                {t("addresses.make_primary")}
              </Menu.Item>
            )}
            <Menu.Item
              color="red"
              onClick={() => change.mutate({ name: "remove_customer_address", args: named })}
            >
              {t("addresses.remove")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}

function Add({ history, change }: Props) {
  const { t } = useTranslation("customers");
  const [address, setAddress] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      {
        name: "add_customer_address",
        args: { p_customer_id: history.customer.id, p_address: address.trim() },
      },
      { onSuccess: () => setAddress("") },
    );
  };
  return (
    <form onSubmit={add}>
      <Group gap="xs" mt={4}>
        <TextInput
          size="xs"
          type="email"
          aria-label={t("addresses.new")}
          placeholder={t("addresses.new")}
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          style={{ flex: 1 }}
        />
        <Button size="xs" type="submit" variant="default" disabled={!address.trim()}>
          {t("addresses.add")}
        </Button>
      </Group>
    </form>
  );
}
