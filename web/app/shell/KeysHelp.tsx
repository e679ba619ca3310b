import { Group, Kbd, Modal, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useKeys, useListedKeys } from "@/lib/keys";

/** The keys of the whole desk, and `?`, which lists all that are on. */
export function KeysHelp() {
  const { t } = useTranslation();
  const [open, { open: show, close }] = useDisclosure();
  const navigate = useNavigate();
  useKeys(t("keys.desk"), [
    { keys: "shift+?", label: t("keys.help"), run: show },
    { keys: "alt+1", label: t("nav.queue"), run: () => void navigate({ to: "/desk" }) },
    { keys: "alt+2", label: t("nav.review"), run: () => void navigate({ to: "/desk/review" }) },
    { keys: "alt+3", label: t("nav.numbers"), run: () => void navigate({ to: "/desk/numbers" }) },
  ]);
  const groups = useListedKeys();
  return (
    <Modal opened={open} onClose={close} title={t("keys.title")} size="md">
      <Stack gap="lg">
        {groups.map(({ group, shortcuts }) => (
          <Stack gap={6} key={group}>
            <Title order={3} size="h6">
              {group}
            </Title>
            {shortcuts.map(({ keys, label }) => (
              <Group key={keys} justify="space-between" wrap="nowrap">
                <Text size="sm">{label}</Text>
                <Keys keys={keys} />
              </Group>
            ))}
          </Stack>
        ))}
      </Stack>
    </Modal>
  );
}

const NAMES: Record<string, string> = { mod: "Ctrl", shift: "Shift", alt: "Alt", Enter: "↵" };

function Keys({ keys }: { keys: string }) {
  // a sign that is typed with shift is shown as the sign
  const parts = keys === "shift+?" ? ["?"] : keys.split("+");
  return (
    <Group gap={4} wrap="nowrap">
      {parts.map((part) => (
        <Kbd key={part}>{NAMES[part] ?? part}</Kbd>
      ))}
    </Group>
  );
}
