/** One ticket in the list. */
import { Text } from "@mantine/core";
import { IconClockPause, IconEye, IconSparkles } from "@tabler/icons-react";
import { type MouseEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import { PriorityMark, StatusBadge } from "@/components/tickets";
import { useTimes } from "@/lib/time";
import { Due } from "./Due";
import type { Ticket } from "./data";
import styles from "./queue.module.css";

export interface RowProps {
  ticket: Ticket;
  index: number;
  selected: boolean;
  /** The keyboard is here. */
  at: boolean;
  fresh: boolean;
  unread: boolean;
  drafted: boolean;
  /** Names of colleagues who look at it. */
  lookers: string;
  now: number;
  /** Place in the list and height, in pixels; plain numbers, so that scrolling draws new rows only. */
  top: number;
  height: number;
  pick: (index: number, range: boolean) => void;
  open: (number: number) => void;
}

export const TicketRow = memo(function TicketRow(props: RowProps) {
  const { t } = useTranslation("queue");
  const { ticket, index, selected, at, fresh, unread, top, height, pick, open } = props;
  const clicked = (event: MouseEvent) => {
    const on = event.target as Element;
    if (on.closest("input")) return;
    const many = event.metaKey || event.ctrlKey;
    if (on.closest("a") && (many || event.shiftKey)) return; // the browser's own: another tab or window
    event.preventDefault();
    if (many || event.shiftKey) pick(index, event.shiftKey);
    else open(ticket.number);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys, see TicketList
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the active row
    // biome-ignore lint/a11y/useSemanticElements: a virtual list is no table
    <div
      role="row"
      id={`ticket-${ticket.id}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-at={at || undefined}
      data-fresh={fresh || undefined}
      className={`${styles.row} ${styles.line}`}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={clicked}
    >
      <Cell className={styles.pick}>
        <input
          type="checkbox"
          className={styles.box}
          tabIndex={-1}
          checked={selected}
          aria-label={t("row.select", { number: ticket.number })}
          onChange={() => {}}
          onClick={(event) => pick(index, event.shiftKey)}
        />
      </Cell>
      <Cell className={`${styles.narrowless} muted numbers`}>{ticket.number}</Cell>
      <Cell className={styles.subjectcell}>
        <Subject {...props} />
      </Cell>
      <Cell className={styles.who}>
        <span title={ticket.customer.email}>{ticket.customer.name || ticket.customer.email}</span>
      </Cell>
      <Cell className={`${styles.narrowless} ${styles.wide}`}>
        {ticket.assignee ?? <span className="muted">{t("row.nobody")}</span>}
      </Cell>
      <Cell className={styles.narrowless}>
        <PriorityMark priority={ticket.priority} />
      </Cell>
      <Cell className={styles.due}>
        <Due at={ticket.next_due_at} now={props.now} />
      </Cell>
      <Cell className={`${styles.narrowless} ${styles.wide}`}>
        <Changed at={ticket.updated_at} now={props.now} />
      </Cell>
      <Cell className={styles.status}>
        <StatusBadge status={ticket.status} />
      </Cell>
      {unread && <span className="visually-hidden">{t("row.unread")}</span>}
    </div>
  );
});

/** Cheaper than `Ago`: dozens of rows come in sight with each turn of the wheel. */
function Changed({ at, now }: { at: string; now: number }) {
  const times = useTimes();
  return (
    <time dateTime={at} title={times.full(at)} className="muted">
      {times.relative(at, now)}
    </time>
  );
}

function Subject({ ticket, unread, drafted, lookers }: RowProps) {
  const { t } = useTranslation("queue");
  const times = useTimes();
  const snoozed =
    ticket.is_snoozed && ticket.snoozed_until
      ? t("row.snoozed", { at: times.full(ticket.snoozed_until) })
      : "";
  return (
    <span className={`${styles.subject} ${unread ? styles.unread : ""}`}>
      {unread && <span className={styles.dot} title={t("row.unread")} aria-hidden />}
      <a href={`/desk/tickets/${ticket.number}`} tabIndex={-1}>
        {ticket.subject}
      </a>
      {drafted && <Mark icon={IconSparkles} label={t("row.draft")} />}
      {snoozed && <Mark icon={IconClockPause} label={snoozed} />}
      {lookers && <Mark icon={IconEye} label={t("row.looking", { names: lookers })} />}
      {ticket.tags.slice(0, 2).map((tag) => (
        <Text key={tag} span size="xs" className={`muted ${styles.mark} ${styles.narrowless}`}>
          {`#${tag}`}
        </Text>
      ))}
      {ticket.snippet && (
        <Text span size="xs" className={`muted ${styles.cell} ${styles.snippet}`}>
          {ticket.snippet.parts.map((part, place) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
            part.hit ? <mark key={place}>{part.text}</mark> : part.text,
          )}
        </Text>
      )}
    </span>
  );
}

interface MarkProps {
  icon: typeof IconEye;
  label: string;
}

function Mark({ icon: Icon, label }: MarkProps) {
  return (
    <span className={styles.mark} title={label} role="img" aria-label={label}>
      <Icon size={15} stroke={1.8} color="var(--mantine-primary-color-filled)" aria-hidden />
    </span>
  );
}

interface CellProps {
  className?: string;
  children: React.ReactNode;
}

function Cell({ className = "", children }: CellProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: a virtual list is no table
    <div role="gridcell" className={`${styles.cell} ${className}`}>
      {children}
    </div>
  );
}
