import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Card } from "./Card";
import { useProposals } from "./data";
import classes from "./portal.module.css";

/** What the help has for these words, told to screen readers as it changes. */
export function Hits({ words, limit = 5 }: { words: string; limit?: number }) {
  const { t } = useTranslation("portal");
  const found = useProposals(words, limit);
  if (words.trim().length < 3) return null;
  return (
    <Stack gap="xs" aria-live="polite" aria-busy={found.isFetching}>
      <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      {found.data?.length === 0 && (
        <Text ta="center" className="muted" py="sm">
          {t("home.nothing")}
        </Text>
      )}
      {found.data?.map((hit) => (
        <Card key={hit.slug} to="/help/$slug" params={{ slug: hit.slug }} title={hit.title}>
          <span className={classes.excerpt} lang={hit.language}>
            {hit.text}
          </span>
        </Card>
      ))}
    </Stack>
  );
}
