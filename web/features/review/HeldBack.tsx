import { Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Check } from "./data";
import { Reason } from "./Reason";

/** Why the AI did not send it by itself: the checks that failed, in words. */
export function HeldBack({ checks }: { checks: Check[] }) {
  const { t } = useTranslation("review");
  const failed = checks.filter((one) => !one.passed);
  const passed = checks.length - failed.length;
  if (checks.length === 0) return null;
  return (
    <Stack gap={4} component="section" aria-label={t("checks.held")}>
      {failed.length > 0 ? (
        <List
          size="sm"
          spacing={4}
          icon={<IconAlertTriangle size={15} color="var(--mantine-color-orange-6)" aria-hidden />}
          styles={{ itemWrapper: { alignItems: "flex-start" }, itemIcon: { marginTop: 3 } }}
        >
          {failed.map((check) => (
            <List.Item key={check.name}>
              {t(`check.${check.name}` as "check.cited", { defaultValue: check.name })}
              {check.detail && (
                <Text size="xs" className="muted" style={{ overflowWrap: "anywhere" }} dir="auto">
                  <Reason of={check.detail} />
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      ) : null}
      <Group gap={6} wrap="nowrap">
        <IconCircleCheck size={15} color="var(--mantine-color-teal-6)" aria-hidden />
        <Text size="xs" className="muted">
          {failed.length === 0 ? t("checks.all") : t("checks.passed", { count: passed })}
        </Text>
      </Group>
    </Stack>
  );
}
