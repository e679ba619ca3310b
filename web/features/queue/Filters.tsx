/** Quick filters. They write the search's own terms, so what is filtered can be read and changed. */
import { Button, Menu, Pill } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Choices, useChoices } from "./data";
import styles from "./queue.module.css";
import { quoted, termsOf, without, withTerm } from "./words";

interface Props {
  query: string;
  change: (query: string) => void;
}

export const STATUSES = ["new", "open", "pending", "on_hold", "solved", "closed"] as const;
export const PRIORITIES = [1, 2, 3, 4] as const;

export function FilterMenu({ query, change }: Props) {
  const { t } = useTranslation("queue");
  const common = useTranslation("common").t;
  const choices = useChoices();
  const add = (term: string) => change(withTerm(query, term));
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button
          size="xs"
          px="xs"
          variant="default"
          leftSection={<IconFilter size={14} aria-hidden />}
        >
          {t("filter.label")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Branch label={t("filter.status")}>
          {STATUSES.map((one) => (
            <Menu.Item key={one} onClick={() => add(`status:${one}`)}>
              {common(`status.${one}`)}
            </Menu.Item>
          ))}
        </Branch>
        <Branch label={t("filter.priority")}>
          {PRIORITIES.map((one) => (
            <Menu.Item key={one} onClick={() => add(`priority:${one}`)}>
              {common(`priority.${one}`)}
            </Menu.Item>
          ))}
        </Branch>
        <Branch label={t("filter.assignee")}>
          <Menu.Item onClick={() => add("assignee:me")}>{t("filter.me")}</Menu.Item>
          <Menu.Item onClick={() => add("assignee:none")}>{t("filter.nobody")}</Menu.Item>
          {choices.members.map((one) => (
            <Menu.Item key={one.id} onClick={() => add(`assignee:${one.email}`)}>
              {one.name || one.email}
            </Menu.Item>
          ))}
        </Branch>
        <Keyed choices={choices} add={add} />
        <Menu.Item onClick={() => add("is:overdue")}>{t("filter.overdue")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Keyed({ choices, add }: { choices: Choices; add: (term: string) => void }) {
  const { t } = useTranslation("queue");
  return (
    <>
      {choices.teams.length > 1 && (
        <Branch label={t("filter.team")}>
          {choices.teams.map((one) => (
            <Menu.Item key={one.key} onClick={() => add(`team:${quoted(one.key)}`)}>
              {one.name}
            </Menu.Item>
          ))}
        </Branch>
      )}
      {choices.tags.length > 0 && (
        <Branch label={t("filter.tag")}>
          {choices.tags.map((one) => (
            <Menu.Item key={one.key} onClick={() => add(`tag:${quoted(one.key)}`)}>
              {one.key}
            </Menu.Item>
          ))}
        </Branch>
      )}
    </>
  );
}

function Branch({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item>{label}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {children}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

/** What is searched for, term by term, each to be taken away. */
export function Terms({ query, change }: Props) {
  const { t } = useTranslation("queue");
  const terms = [...new Map(termsOf(query).map((one) => [one.text, one])).values()];
  if (terms.length === 0) return null;
  return (
    <div className={styles.terms}>
      {terms.map(({ text }) => (
        <Pill
          key={text}
          withRemoveButton
          onRemove={() => change(without(query, text))}
          removeButtonProps={{
            "aria-label": t("filter.remove", { term: text }),
            "aria-hidden": false,
            tabIndex: 0,
          }}
        >
          {text}
        </Pill>
      ))}
      <Button size="compact-xs" variant="subtle" onClick={() => change("")}>
        {t("filter.clear")}
      </Button>
    </div>
  );
}
