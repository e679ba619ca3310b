import { Group, Text } from "@mantine/core";

/** The mark and, from a small tablet on, the name. */
export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/favicon.svg" width={26} height={26} alt="" />
      <Text fw={700} size="md" visibleFrom="sm" c="var(--mantine-color-text)">
        AutoCRM
      </Text>
    </Group>
  );
}
