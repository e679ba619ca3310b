import { Button, Group, Select, Stack, TagsInput, Text } from "@mantine/core";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useChoices } from "@/features/queue/data";
import { call } from "@/lib/api";
import { useMe } from "@/lib/session";
import { type Act, type Opened, useCategories, useNextStatuses } from "./data";
import { Fields } from "./Fields";

interface Props {
  opened: Opened;
  act: Act;
  status: RefObject<HTMLInputElement | null>;
}

/** What can be changed of a ticket, each at once. An old page's change is refused, not forced. */
export function Properties({ opened, act, status }: Props) {
  const { t } = useTranslation("ticket");
  const common = useTranslation("common").t;
  const { ticket } = opened;
  const { memberId } = useMe();
  const { members, teams, tags } = useChoices();
  const categories = useCategories().data ?? [];
  const next = useNextStatuses(ticket.status);
  const set = (changes: Record<string, unknown>) => void act.change(changes, ticket.version);
  const team = teams.find((one) => one.id === ticket.team_id);
  const disabled = Boolean(ticket.merged_into);

  return (
    <Stack gap="xs">
      <Select
        ref={status}
        size="xs"
        label={t("property.status")}
        data={[ticket.status, ...next.filter((one) => one !== ticket.status)].map((value) => ({
          value,
          label: common(`status.${value as "open"}`),
        }))}
        value={ticket.status}
        onChange={(value) => value && value !== ticket.status && set({ status: value })}
        allowDeselect={false}
        disabled={disabled}
      />
      <Select
        size="xs"
        label={t("property.priority")}
        data={[1, 2, 3, 4].map((value) => ({
          value: String(value),
          label: common(`priority.${value as 1}`),
        }))}
        value={String(ticket.priority)}
        onChange={(value) =>
          value && Number(value) !== ticket.priority && set({ priority: Number(value) })
        }
        allowDeselect={false}
        disabled={disabled}
      />
      <Stack gap={2}>
        <Select
          size="xs"
          label={t("property.assignee")}
          placeholder={t("property.nobody")}
          data={members.map((one) => ({ value: one.id, label: one.name }))}
          value={ticket.assignee_id}
          onChange={(id) => {
            const member = members.find((one) => one.id === id);
            if (id !== ticket.assignee_id) set({ assignee: member?.email ?? null });
          }}
          searchable
          clearable
          disabled={disabled}
        />
        {ticket.assignee_id !== memberId && !disabled && (
          <Group>
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => void act.do(() => call("take_ticket", { p_ticket_id: ticket.id }))}
            >
              {t("property.take")}
            </Button>
          </Group>
        )}
      </Stack>
      <Select
        size="xs"
        label={t("property.team")}
        data={teams.map((one) => ({ value: one.key, label: one.name }))}
        value={team?.key ?? null}
        onChange={(key) => key && key !== team?.key && set({ team: key })}
        allowDeselect={false}
        disabled={disabled}
      />
      <Select
        size="xs"
        label={t("property.category")}
        placeholder={t("property.none")}
        data={categories.map((one) => ({ value: one.key, label: one.label }))}
        value={ticket.category}
        onChange={(category) => category !== ticket.category && set({ category })}
        searchable
        clearable
        disabled={disabled}
      />
      <TagsInput
        size="xs"
        label={t("property.tags")}
        data={tags.map((one) => one.key)}
        value={opened.tags}
        onChange={(now) => {
          const added = now.filter((tag) => !opened.tags.includes(tag));
          const removed = opened.tags.filter((tag) => !now.includes(tag));
          set({
            ...(added.length > 0 && { tags_add: added }),
            ...(removed.length > 0 && { tags_remove: removed }),
          });
        }}
        disabled={disabled}
      />
      <Fields opened={opened} set={set} disabled={disabled} />
      {disabled && (
        <Text size="xs" className="muted">
          {t("merge.no_changes")}
        </Text>
      )}
    </Stack>
  );
}
