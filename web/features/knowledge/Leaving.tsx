import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Asks before what was written and not saved is left behind. */
export function Leaving({ when }: { when: boolean }) {
  const { t } = useTranslation("knowledge");
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => when,
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  return (
    <Modal opened={status === "blocked"} onClose={() => reset?.()} title={t("leaving.title")}>
      <Text size="sm">{t("leaving.text")}</Text>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={() => proceed?.()}>
          {t("leaving.leave")}
        </Button>
        <Button onClick={() => reset?.()}>{t("leaving.stay")}</Button>
      </Group>
    </Modal>
  );
}
