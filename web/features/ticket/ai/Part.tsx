import { Stack, Title } from "@mantine/core";

/** A part of the panel with its heading. */
export function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Stack gap={8} component="section" aria-label={title}>
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
