import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { type Change, changes, type Entry, useHistory } from "./history";
import classes from "./setup.module.css";
import { usePercent } from "./Threshold";

/** How a policy came to be what it is, newest first. */
export function PolicyHistory({ category }: { category: string }) {
  const { t } = useTranslation("setup");
  const { data } = useHistory(category);
  if (!data?.length) return null;
  return (
    <Stack gap={6} component="section" aria-labelledby="policy-history">
      <Title order={3} size="h6" id="policy-history">
        {t("history.title")}
      </Title>
      <ol className={classes.history}>
        {data.map((entry) => (
          <HistoryLine key={entry.id} entry={entry} />
        ))}
      </ol>
    </Stack>
  );
}

function HistoryLine({ entry }: { entry: Entry }) {
  const { t } = useTranslation("setup");
  const said = useSaid();
  const { n, agreed } = entry.details;
  const lines = changes(entry).map(said);
  return (
    <Text component="li" size="sm">
      {lines.join(" · ") || t("history.same")}
      {typeof n === "number" && ` (${t("history.earned", { agreed, n })})`}
      <Text size="xs" className="muted" component="div">
        <Ago at={entry.at} size="xs" />
        {" · "}
        {entry.who ?? t("history.by_itself")}
      </Text>
    </Text>
  );
}

function useSaid() {
  const { t } = useTranslation("setup");
  const percent = usePercent();
  return ({ what, before, after }: Change) => {
    const word = (value: string | number) =>
      typeof value === "number" ? percent(value) : t(`${what}.${value}` as "mode.auto");
    const name = t(`history.${what}`);
    return before === null
      ? t("history.first", { name, after: word(after) })
      : t("history.change", { name, before: word(before), after: word(after) });
  };
}
