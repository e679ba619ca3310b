import { Box, Group, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

interface Props {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  /** Reading width instead of the whole. */
  narrow?: boolean;
}

/** A page with its heading, which is the window's title too. */
export function Page({ title, actions, children, narrow = false }: Props) {
  useTitle(title);
  return (
    <Box p={{ base: "sm", sm: "lg" }} maw={narrow ? "var(--read-width)" : 1280} mx="auto" w="100%">
      <Group justify="space-between" mb="md" gap="sm">
        <Title order={1} size="h2">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Box>
  );
}

export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · AutoCRM` : "AutoCRM";
  }, [title]);
}
