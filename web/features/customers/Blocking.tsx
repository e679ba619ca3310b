import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change, History } from "./data";

/** What a blocked sender writes is kept, and opens nothing. */
export function Blocking({ history, change }: { history: History; change: Change }) {
  const { t } = useTranslation("customers");
  const common = useTranslation("common").t;
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const { blocked, customer } = history;
  if (blocked) {
    return (
      <Button
        variant="default"
        onClick={() => change.mutate({ name: "unblock_sender", args: { p_block_id: blocked.id } })}
      >
        {t("block.lift")}
      </Button>
    );
  }
  const block = () =>
    change.mutate(
      { name: "block_sender", args: { p_customer_id: customer.id, p_reason: reason } },
      { onSuccess: () => setAsking(false) },
    );
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t("block.start")}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("block.title")}>
        <Stack gap="sm">
          <Text size="sm">{t("block.explain")}</Text>
          <TextInput
            label={t("block.reason")}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setAsking(false)}>
              {common("cancel")}
            </Button>
            <Button color="red" onClick={block} loading={change.isPending}>
              {t("block.do")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
