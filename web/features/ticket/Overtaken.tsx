import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { useSend } from "./useSend";

/** Somebody was faster. What they did is on the page by now; nothing was sent. */
export function Overtaken({ sending }: { sending: ReturnType<typeof useSend> }) {
  const { t } = useTranslation("ticket");
  return (
    <Alert
      color="orange"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title={t("overtaken.title")}
    >
      <Text size="sm" mb="xs">
        {sending.overtaken?.problem.message}
      </Text>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={sending.forget}>
          {t("overtaken.look")}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => void sending.sendAnyway()}>
          {t("overtaken.anyway")}
        </Button>
      </Group>
    </Alert>
  );
}
