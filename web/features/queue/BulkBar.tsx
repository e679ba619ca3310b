/** What can be done with the selected tickets, by mouse or by the key of each menu. */
import { Button, CloseButton, Group, Menu, Text } from "@mantine/core";
import { IconAlertCircle, IconFlag, IconTag, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Present } from "@/lib/channels";
import { type Changes, MOST } from "./bulk";
import { useChoices } from "./data";
import { PRIORITIES, STATUSES } from "./Filters";

export type BulkMenu = "assign" | "status" | "priority" | "team" | "tag";

interface Props {
  count: number;
  busy: boolean;
  /** The menu that is open. */
  open: BulkMenu | null;
  setOpen: (menu: BulkMenu | null) => void;
  change: (changes: Changes) => void;
  clear: () => void;
  people: Present[];
}

const ICONS = {
  assign: IconUser,
  status: IconAlertCircle,
  priority: IconFlag,
  team: IconUsersGroup,
  tag: IconTag,
};

export function BulkBar(props: Props) {
  const { t } = useTranslation("queue");
  const { count, clear } = props;
  return (
    <Group
      role="toolbar"
      aria-label={t("bulk.label")}
      gap={6}
      px="sm"
      py={6}
      bg="var(--mantine-primary-color-light)"
    >
      <Text size="sm" fw={600} className="numbers" role="status">
        {t("bulk.selected", { count })}
      </Text>
      {count > MOST ? <Text size="sm">{t("bulk.too_many", { count })}</Text> : <Menus {...props} />}
      <CloseButton size="sm" ms="auto" onClick={clear} aria-label={t("bulk.none")} />
    </Group>
  );
}

function Menus(props: Props) {
  const common = useTranslation("common").t;
  const { teams } = useChoices();
  const { change } = props;
  return (
    <>
      <One {...props} name="assign">
        <Assignees {...props} />
      </One>
      <One {...props} name="status">
        {STATUSES.filter((one) => one !== "new").map((status) => (
          <Menu.Item key={status} onClick={() => change({ status })}>
            {common(`status.${status}`)}
          </Menu.Item>
        ))}
      </One>
      <One {...props} name="priority">
        {PRIORITIES.map((priority) => (
          <Menu.Item key={priority} onClick={() => change({ priority })}>
            {common(`priority.${priority}`)}
          </Menu.Item>
        ))}
      </One>
      <One {...props} name="team">
        {teams.map((team) => (
          <Menu.Item key={team.key} onClick={() => change({ team: team.key })}>
            {team.name}
          </Menu.Item>
        ))}
      </One>
      <One {...props} name="tag">
        <Tags change={change} close={() => props.setOpen(null)} />
      </One>
    </>
  );
}

function One({
  name,
  open,
  setOpen,
  busy,
  children,
}: Props & { name: BulkMenu; children: React.ReactNode }) {
  const { t } = useTranslation("queue");
  const Icon = ICONS[name];
  return (
    <Menu
      opened={open === name}
      onChange={(opened) => setOpen(opened ? name : null)}
      position="bottom-start"
      shadow="md"
      // The first entry has the focus at once: the arrow keys go on from there.
      trapFocus
    >
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          leftSection={<Icon size={14} aria-hidden />}
        >
          {t(`bulk.${name}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

function Assignees({ change, people }: Props) {
  const { t } = useTranslation("queue");
  const { members } = useChoices();
  const here = new Set(people.map((one) => one.member));
  return (
    <>
      <Menu.Item onClick={() => change({ assignee: "me" })}>{t("bulk.me")}</Menu.Item>
      <Menu.Item onClick={() => change({ assignee: null })}>{t("bulk.nobody")}</Menu.Item>
      <Menu.Divider />
      {members.map((one) => (
        <Menu.Item
          key={one.id}
          onClick={() => change({ assignee: one.email })}
          rightSection={
            here.has(one.id) ? (
              <Text span size="xs" className="muted">
                {t("bulk.here")}
              </Text>
            ) : null
          }
        >
          {one.name || one.email}
        </Menu.Item>
      ))}
    </>
  );
}

function Tags({ change, close }: Pick<Props, "change"> & { close: () => void }) {
  const { t } = useTranslation("queue");
  const { tags } = useChoices();
  const [word, setWord] = useState("");
  const wanted = word.trim().toLowerCase();
  const shown = tags.filter((one) => one.key.includes(wanted)).slice(0, 8);
  const add = (tag: string) => {
    change({ tags_add: [tag] });
    close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted) add(wanted);
  };
  return (
    <>
      <form onSubmit={submit}>
        <Menu.Search
          data-autofocus
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
          aria-label={t("bulk.tag_label")}
          placeholder={t("bulk.tag_label")}
        />
      </form>
      {shown.map((one) => (
        <Menu.Item key={one.key} onClick={() => add(one.key)}>
          {one.key}
        </Menu.Item>
      ))}
      {wanted && !tags.some((one) => one.key === wanted) && (
        <Menu.Item onClick={() => add(wanted)}>{t("bulk.tag_add", { tag: wanted })}</Menu.Item>
      )}
    </>
  );
}
