import { Center, Stack } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { ProblemAlert } from "@/components/ProblemAlert";

/** What no page has caught. */
export function ErrorPage({ error, reset }: { error: unknown; reset?: () => void }) {
  const router = useRouter();
  const retry = () => {
    reset?.();
    void router.invalidate();
  };
  return (
    <Center mih="60vh" p="lg">
      <Stack maw={560} w="100%">
        <ProblemAlert error={error} retry={retry} />
      </Stack>
    </Center>
  );
}
