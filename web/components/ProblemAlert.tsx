import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/lib/problem";

/** An error, in the server's own sentence, and a way to try again. */
export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{problem.unreachable ? t("offline.text") : problem.message}</Text>
        {retry && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            {t("again")}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
