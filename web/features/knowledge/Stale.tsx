import { Alert, Anchor, Text } from "@mantine/core";
import { IconEyeExclamation } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Stale, useStale } from "./checks";
import classes from "./knowledge.module.css";

const WHY: Record<string, string> = {
  "often corrected": "corrected",
  "old, and corrected": "old",
  "readers find it unhelpful": "unhelpful",
};

/** Why an article should be looked at, in a sentence. */
function useWhy() {
  const { t } = useTranslation("knowledge");
  return ({ why, cited, changed, reopened }: Stale) =>
    t(`stale.${WHY[why] ?? "unhelpful"}` as "stale.corrected", {
      count: cited,
      trouble: changed + reopened,
    });
}

/** Articles that should be looked at. None: nothing is shown. */
export function StaleList() {
  const { t } = useTranslation("knowledge");
  const say = useWhy();
  const { data } = useStale();
  if (!data?.length) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      mb="md"
      icon={<IconEyeExclamation size={18} />}
      title={t("stale.title", { count: data.length })}
      styles={{ title: { color: "var(--mantine-color-text)" } }}
    >
      <ul className={classes.stale}>
        {data.map((one) => (
          <li key={one.slug}>
            <Anchor component={Link} to={`/desk/setup/articles/${one.slug}`} size="sm" fw={600}>
              {one.title}
            </Anchor>{" "}
            <Text span size="sm">
              {say(one)}
            </Text>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** The same of one article. */
export function StaleNote({ slug }: { slug: string }) {
  const { t } = useTranslation("knowledge");
  const say = useWhy();
  const found = useStale().data?.find((one) => one.slug === slug);
  if (!found) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconEyeExclamation size={18} />}>
      <Text size="sm">{t("stale.note", { why: say(found) })}</Text>
    </Alert>
  );
}
