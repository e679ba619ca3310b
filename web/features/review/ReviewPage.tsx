/** All drafts that wait, made for speed: everything has a key, and nothing is ever reloaded. */
import { Box, Button, Text, Title } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { useTitle } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useKeys } from "@/lib/keys";
import { usePending } from "./data";
import { dialogOpen } from "./dialog";
import { ReviewList } from "./ReviewList";
import { ReviewOne } from "./ReviewOne";
import styles from "./review.module.css";
import { useChosen } from "./useChosen";

export function ReviewPage() {
  const { t } = useTranslation("review");
  const { data, dataUpdatedAt, isPending, error, refetch } = usePending();
  // What was just decided is gone at once; the list is read anew behind it.
  const [decided, setDecided] = useState<string[]>([]);
  const drafts = (data ?? []).filter((one) => !decided.includes(one.id));
  const { chosen, choose, step } = useChosen(drafts);
  useTitle(t("queue.title"));
  useKeys(
    t("queue.keys"),
    [
      { keys: "j", label: t("queue.next"), run: () => !dialogOpen() && step(1) },
      { keys: "k", label: t("queue.previous"), run: () => !dialogOpen() && step(-1) },
    ],
    drafts.length > 0,
  );
  // An answer that was taken back waits again: each reading of the list has the last word.
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when it reads the same as before
  useEffect(() => setDecided([]), [dataUpdatedAt]);

  if (isPending) return <Loading />;
  if (error && !data) {
    return (
      <Box p="lg">
        <ProblemAlert error={error} retry={() => void refetch()} />
      </Box>
    );
  }
  if (!chosen) return <Nothing />;
  return (
    <Box className={styles.columns}>
      <section className={styles.side}>
        <header className={styles.head}>
          <Title order={1} size="h4">
            {t("queue.title")}
          </Title>
          <Text size="sm" className="muted numbers" role="status">
            {t("queue.count", { count: drafts.length })}
          </Text>
        </header>
        <ReviewList drafts={drafts} chosen={chosen} choose={choose} />
      </section>
      <article className={styles.main} aria-label={chosen.ticket.subject}>
        <ReviewOne
          key={chosen.id}
          draft={chosen}
          done={() => setDecided((ids) => [...ids, chosen.id])}
        />
      </article>
    </Box>
  );
}

function Nothing() {
  const { t } = useTranslation("review");
  return (
    <Box>
      <Title order={1} className="visually-hidden">
        {t("queue.title")}
      </Title>
      <Empty
        icon={IconChecklist}
        title={t("queue.empty")}
        action={
          <Button component={Link} to="/desk" variant="default" size="xs">
            {t("queue.to_queue")}
          </Button>
        }
      >
        {t("queue.empty_text")}
      </Empty>
    </Box>
  );
}
