import { Group, Paper, Stack, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./setup.module.css";

interface LinesProps {
  title?: string;
  children: ReactNode;
}

/** A list of things that are set up, each a line that wraps where there is little room. */
export function Lines({ title, children }: LinesProps) {
  const id = useId();
  return (
    <Stack gap="xs" component="section" aria-labelledby={title ? id : undefined}>
      {title && (
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
      )}
      <Paper withBorder component="ul" className={classes.list}>
        {children}
      </Paper>
    </Stack>
  );
}

interface LineProps {
  children: ReactNode;
  actions?: ReactNode;
}

export function Line({ children, actions }: LineProps) {
  return (
    <li className={classes.line}>
      <div className={classes.what}>{children}</div>
      {actions && (
        <Group gap="xs" className={classes.actions}>
          {actions}
        </Group>
      )}
    </li>
  );
}
