/** A whole card as one link: a finger hits it anywhere. */
import { Group, Paper, Stack, Text } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ComponentType, ReactNode } from "react";
import classes from "./portal.module.css";

interface Props extends Pick<LinkProps, "to" | "search" | "params"> {
  icon?: ComponentType<{ size?: number; stroke?: number; "aria-hidden"?: boolean }>;
  title: ReactNode;
  children?: ReactNode;
  badge?: ReactNode;
}

export function Card({ icon: Icon, title, children, badge, ...link }: Props) {
  return (
    <Paper
      withBorder
      radius="lg"
      p="md"
      className={classes.card}
      renderRoot={(root) => <Link {...root} {...link} />}
    >
      <Group wrap="nowrap" gap="md" align="center">
        {Icon && (
          <span className={classes.mark}>
            <Icon size={22} stroke={1.6} aria-hidden />
          </span>
        )}
        <Stack gap={2} style={{ flex: 1, minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {title}
          </Text>
          {children && (
            <Text component="div" size="sm" className="muted">
              {children}
            </Text>
          )}
        </Stack>
        {badge}
        <IconChevronRight size={18} stroke={1.6} aria-hidden className={classes.onward} />
      </Group>
    </Paper>
  );
}
