import { Group, Text, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { PriorityMark } from "@/components/tickets";
import type { Waiting } from "./data";
import { Reason } from "./Reason";
import styles from "./review.module.css";

interface Props {
  drafts: Waiting[];
  chosen: Waiting;
  choose: (id: string) => void;
}

export function ReviewList({ drafts, chosen, choose }: Props) {
  const { t } = useTranslation("review");
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is chosen
  useEffect(() => {
    const here = list.current?.querySelector('[aria-current="true"]');
    here?.scrollIntoView?.({ block: "nearest" });
  }, [chosen.id]);
  return (
    <ul className={styles.list} ref={list} aria-label={t("queue.list")}>
      {drafts.map((draft) => (
        <li key={draft.id}>
          <UnstyledButton
            className={styles.item}
            aria-current={draft.id === chosen.id}
            onClick={() => choose(draft.id)}
          >
            <Group gap={6} wrap="nowrap" justify="space-between">
              <Text size="sm" fw={550} truncate>
                {draft.ticket.subject}
              </Text>
              <PriorityMark priority={draft.ticket.priority} />
            </Group>
            <Group gap={6} wrap="nowrap" justify="space-between">
              <Text size="xs" className="muted" truncate>
                <span className="numbers">#{draft.ticket.number}</span> {draft.ticket.customer}
              </Text>
              <Ago
                at={draft.created_at}
                size="xs"
                className="muted"
                style={{ whiteSpace: "nowrap" }}
              />
            </Group>
            <Text size="xs" className="muted" lineClamp={1} component="span">
              {draft.decision && <Reason of={draft.decision.reason} />}
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
