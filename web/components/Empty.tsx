import { Center, Stack, Text, Title } from "@mantine/core";
import type { ComponentType, ReactNode } from "react";

interface Props {
  icon: ComponentType<{ size?: number; stroke?: number; "aria-hidden"?: boolean }>;
  title: string;
  /** What to do next, in a sentence. */
  children: ReactNode;
  action?: ReactNode;
}

/** Nothing here, and what to do next. */
export function Empty({ icon: Icon, title, children, action }: Props) {
  return (
    <Center py={56} px="md">
      <Stack align="center" gap="xs" maw={420}>
        <Icon size={36} stroke={1.3} aria-hidden />
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        <Text component="div" size="sm" ta="center" className="muted">
          {children}
        </Text>
        {action}
      </Stack>
    </Center>
  );
}
