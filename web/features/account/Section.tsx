import { Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** One concern of the account, under its heading. */
export function Section(props: { title: string; text?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Paper
      component="section"
      aria-labelledby={id}
      withBorder
      radius="lg"
      p={{ base: "md", sm: "lg" }}
    >
      <Title order={2} size="h4" id={id} mb={props.text ? 4 : "sm"}>
        {props.title}
      </Title>
      {props.text && (
        <Text size="sm" className="muted" mb="md">
          {props.text}
        </Text>
      )}
      <Stack gap="md">{props.children}</Stack>
    </Paper>
  );
}
