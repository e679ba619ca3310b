import { ActionIcon, Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import type { Change, History } from "./data";

/** What colleagues should know of this customer, whatever the ticket. */
export function Notes({ history, change }: { history: History; change: Change }) {
  const { t } = useTranslation("customers");
  const [text, setText] = useState("");
  const add = () =>
    change.mutate(
      { name: "add_customer_note", args: { p_customer_id: history.customer.id, p_text: text } },
      { onSuccess: () => setText("") },
    );
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {t("notes.title")}
      </Title>
      {history.notes.map((note) => (
        <Group key={note.id} justify="space-between" wrap="nowrap" align="flex-start">
          <Stack gap={2}>
            <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
              {note.content}
            </Text>
            <Text size="xs" className="muted">
              {note.author} · <Ago at={note.created_at} />
            </Text>
          </Stack>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("notes.remove")}
            onClick={() =>
              change.mutate({ name: "remove_customer_note", args: { p_note_id: note.id } })
            }
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {history.notes.length === 0 && (
        <Text size="sm" className="muted">
          {t("notes.none")}
        </Text>
      )}
      <Textarea
        aria-label={t("notes.new")}
        placeholder={t("notes.new")}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        autosize
        minRows={2}
      />
      <Group justify="flex-end">
        <Button size="compact-sm" disabled={!text.trim()} loading={change.isPending} onClick={add}>
          {t("notes.add")}
        </Button>
      </Group>
    </Stack>
  );
}
