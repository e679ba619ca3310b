import { Group, Stack, Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTimes } from "@/lib/time";
import { useClocks } from "./data";

/** What was promised and is still open: when, and whether it is late. */
export function Clocks({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation("ticket");
  const times = useTimes();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  const { data } = useClocks(ticketId);
  if (!data?.length) return null;
  return (
    <Stack gap={2}>
      {data.map((clock) => {
        const left = clock.due_at ? new Date(clock.due_at).getTime() - now : null;
        const late = left !== null && left < 0;
        return (
          <Group key={clock.id} justify="space-between" gap="xs">
            <Text size="xs" className="muted">
              {t(`clock.${clock.metric as "resolution"}`)}
            </Text>
            <Text
              size="xs"
              className="numbers"
              c={late ? "light-dark(#c92a2a, #ff8787)" : undefined}
              title={clock.due_at ? times.full(clock.due_at) : undefined}
            >
              {clock.paused_at
                ? t("clock.paused")
                : left === null
                  ? ""
                  : t(late ? "clock.over" : "clock.left", {
                      span: times.span(Math.abs(left) / 1000),
                    })}
            </Text>
          </Group>
        );
      })}
    </Stack>
  );
}
