import { Text, type TextProps, Tooltip } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { useTimes } from "@/lib/time";

/** "3 hr. ago"; the time itself when pointed at, and for screen readers. Keeps itself right. */
export function Ago({ at, ...text }: { at: string } & TextProps) {
  const times = useTimes();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  return (
    <Tooltip label={times.full(at)}>
      <Text component="time" dateTime={at} span {...text}>
        {times.relative(at, now)}
      </Text>
    </Tooltip>
  );
}
