import { Text } from "@mantine/core";

/** One thing that the AI thought, below its name. */
export function Line({
  title,
  detail,
  children,
}: {
  title: string;
  detail?: string;
  children: React.ReactNode;
}) {
  return (
    <div>
      <Text size="xs" fw={600} className="muted" mb={4}>
        {title}
      </Text>
      {children}
      {detail && (
        <Text size="xs" className="muted" mt={2}>
          {detail}
        </Text>
      )}
    </div>
  );
}
