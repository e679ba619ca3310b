import { Anchor, Group } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** The way back to the list that this page belongs to. */
export function Back({ to, children }: { to: "/help" | "/requests"; children: ReactNode }) {
  return (
    <Anchor component={Link} to={to} size="sm">
      <Group gap={6} wrap="nowrap">
        <IconArrowLeft size={16} aria-hidden />
        {children}
      </Group>
    </Anchor>
  );
}
