import { Anchor, Badge, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { FileChips } from "@/components/files/FileChips";
import { call } from "@/lib/api";
import type { Act, Opened } from "./data";
import { usePeople } from "./data";
import classes from "./ticket.module.css";
import { type Entry, timelineOf } from "./timeline";

interface Props {
  opened: Opened;
  act: Act;
  /** Ids chosen for a split; null: nothing is being split. */
  chosen: string[] | null;
  choose: (ids: string[]) => void;
}

/** Everything that was said and noted, oldest first; what comes is read out. */
export function Timeline({ opened, act, chosen, choose }: Props) {
  const { t } = useTranslation("ticket");
  const entries = timelineOf(opened);
  return (
    <Stack gap="sm" role="log" aria-label={t("thread.label")}>
      {entries.map((entry) => (
        <One key={entry.id} entry={entry} opened={opened} act={act}>
          {chosen && entry.kind === "message" && !entry.of && (
            <Checkbox
              mt="xs"
              label={t("split.choose")}
              checked={chosen.includes(entry.id)}
              onChange={({ currentTarget }) =>
                choose(
                  currentTarget.checked
                    ? [...chosen, entry.id]
                    : chosen.filter((id) => id !== entry.id),
                )
              }
            />
          )}
        </One>
      ))}
    </Stack>
  );
}

function One({
  entry,
  opened,
  act,
  children,
}: {
  entry: Entry;
  opened: Opened;
  act: Act;
  children: React.ReactNode;
}) {
  const { t } = useTranslation("ticket");
  const [whole, setWhole] = useState(false);
  const by = entry.kind === "note" ? "note" : entry.author === "customer" ? "customer" : "desk";
  const more = entry.whole && entry.whole.trim() !== entry.text.trim();
  return (
    <article
      className={classes.entry}
      data-by={by}
      data-leaving={entry.kind === "leaving" || undefined}
    >
      <Group gap={8} mb={6} justify="space-between">
        <Group gap={8}>
          <Author entry={entry} opened={opened} />
          {entry.kind === "note" && (
            <Badge size="sm" variant="light" color="yellow.9" tt="none">
              {t("thread.note")}
            </Badge>
          )}
          {entry.of && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              {t("thread.of_merged", { number: entry.of })}
            </Badge>
          )}
          {entry.automatic && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              {t("thread.automatic")}
            </Badge>
          )}
        </Group>
        <Ago at={entry.at} size="xs" className="muted" />
      </Group>
      <Text component="div" size="sm" className={classes.text} dir="auto">
        {whole ? entry.whole : entry.text}
      </Text>
      {more && (
        <Anchor component="button" type="button" size="xs" onClick={() => setWhole(!whole)}>
          {t(whole ? "thread.less" : "thread.whole")}
        </Anchor>
      )}
      {entry.files.length > 0 && (
        <Stack gap={4} mt="xs">
          <FileChips files={entry.files} />
        </Stack>
      )}
      <Mentioned ids={entry.mentions} />
      <Delivery entry={entry} act={act} />
      {children}
    </article>
  );
}

function Author({ entry, opened }: { entry: Entry; opened: Opened }) {
  const { t } = useTranslation("ticket");
  const people = usePeople();
  const found = people.find((one) => one.id === entry.by || one.user_id === entry.by);
  const member = found?.name ?? t("thread.desk");
  const name =
    entry.author === "customer"
      ? opened.customer.name || opened.customer.email
      : entry.author === "ai"
        ? t(`thread.ai.${entry.released ?? "unknown"}`, { name: member })
        : entry.author === "system"
          ? t("thread.system")
          : member;
  return (
    <Text size="sm" fw={600} span>
      {name}
    </Text>
  );
}

function Mentioned({ ids }: { ids: string[] }) {
  const { t } = useTranslation("ticket");
  const people = usePeople();
  const names = people.filter((one) => ids.includes(one.id)).map((one) => one.name);
  if (names.length === 0) return null;
  return (
    <Text size="xs" className="muted" mt={4}>
      {t("thread.told", { names: names.join(", ") })}
    </Text>
  );
}

/** Nothing is said while all went well; what is open or went wrong is. */
function Delivery({ entry, act }: { entry: Entry; act: Act }) {
  const { t } = useTranslation("ticket");
  const queries = useQueryClient();
  const { delivery } = entry;
  const takeBack = async () => {
    await act.do(() => call("cancel_reply", { p_draft_id: entry.id }));
    await queries.invalidateQueries({ queryKey: ["member-draft"] }); // the text is there again
  };
  if (entry.kind === "leaving" && (!delivery || delivery.state === "sending")) {
    return (
      <Group gap="sm" mt={6}>
        <Text size="xs" className="muted">
          {t("delivery.leaving")}
        </Text>
        <Button size="compact-xs" variant="default" onClick={() => void takeBack()}>
          {t("delivery.take_back")}
        </Button>
      </Group>
    );
  }
  if (!delivery || delivery.state === "sent") return null;
  const resolve = (arrived: boolean) =>
    act.do(() => call("resolve_delivery", { p_delivery_id: delivery.id, p_arrived: arrived }));
  return (
    <Group gap="sm" mt={6} role="alert">
      <Text size="xs" c="light-dark(#c92a2a, #ff8787)">
        {delivery.state === "unknown"
          ? t("delivery.unknown", { to: delivery.to })
          : t("delivery.failed", { to: delivery.to, why: delivery.detail })}
      </Text>
      {delivery.state === "unknown" && (
        <>
          <Button size="compact-xs" variant="default" onClick={() => void resolve(true)}>
            {t("delivery.arrived")}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => void resolve(false)}>
            {t("delivery.again")}
          </Button>
        </>
      )}
    </Group>
  );
}
