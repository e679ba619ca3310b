import { Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useTicket } from "@/features/ticket/data";
import type { Waiting } from "./data";
import styles from "./review.module.css";

const MOMENT_MS = 150;

/**
 * The message that the draft answers. Opening a thread is on record, so only that of a draft at
 * which one stays is read, not those that are passed with `j`.
 */
export function Asked({ draft }: { draft: Waiting }) {
  const { t } = useTranslation("review");
  const [stays, setStays] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), MOMENT_MS);
    return () => clearTimeout(timer);
  }, []);
  return stays ? (
    <Read draft={draft} />
  ) : (
    <section className={styles.quote} aria-label={t("queue.asked")}>
      &nbsp;
    </section>
  );
}

function Read({ draft }: { draft: Waiting }) {
  const { t } = useTranslation("review");
  const common = useTranslation().t;
  const { data, error, refetch } = useTicket(draft.ticket_id);
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />;
  const said = data?.interactions.filter((one) => one.author === "customer") ?? [];
  const asked = said.find((one) => one.id === draft.interaction_id) ?? said.at(-1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long message is scrolled by key
    <section className={styles.quote} tabIndex={0} aria-label={t("queue.asked")}>
      {asked ? asked.content : <Loader size="xs" type="dots" aria-label={common("loading")} />}
    </section>
  );
}
