/**
 * The list itself: only the rows in sight are in the page, more are read as one nears the end, and
 * what changes above the eye moves the list along, so that nothing jumps.
 */
import { useInterval, useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import type { Present } from "@/lib/channels";
import { useMe } from "@/lib/session";
import type { Ticket } from "./data";
import { useFresh } from "./fresh";
import styles from "./queue.module.css";
import type { Selection } from "./selection";
import { TicketRow } from "./TicketRow";

const ROW = 44;
const ROW_OF_PHONE = 68;
const NAMES = 32;

interface Props {
  tickets: Ticket[];
  /** Another scope is another list: it begins at its top. */
  scope: string;
  selection: Selection;
  unread: Set<string>;
  drafted: Set<string>;
  people: Present[];
  more: boolean;
  readMore: () => void;
  open: (number: number) => void;
  /** Gives the list the focus. */
  grid: React.RefObject<HTMLDivElement | null>;
}

export function TicketList(props: Props) {
  const { t } = useTranslation("queue");
  const { tickets, selection, more, readMore, open, grid } = props;
  const me = useMe();
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const height = phone ? ROW_OF_PHONE : ROW;
  const names = phone ? 0 : NAMES;
  const fresh = useFresh(tickets, props.scope);
  const now = useNow();
  const list = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => grid.current,
    estimateSize: () => height,
    overscan: 8,
    scrollMargin: names,
    scrollPaddingStart: names,
    getItemKey: (index) => tickets[index]?.id ?? index,
    initialRect: { width: 1000, height: 800 },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useLayoutEffect(() => list.measure(), [height]);
  useStayingPut(grid, tickets, height, props.scope);

  const items = list.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= tickets.length - 30) readMore();
  }, [more, last, tickets.length, readMore]);

  const { at } = selection;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the cursor moves
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at);
  }, [at]);

  const stable = useRef({ selection, open });
  stable.current = { selection, open };
  const [handlers] = useState(() => ({
    pick(index: number, range: boolean) {
      stable.current.selection.toggle(index, range);
      grid.current?.focus({ preventScroll: true }); // the keys go on from here
    },
    open: (number: number) => stable.current.open(number),
  }));

  const keyed = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (step) selection.move(step, event.shiftKey);
    else if (event.key === "Home") selection.moveTo(0);
    else if (event.key === "End") selection.moveTo(tickets.length - 1);
    else if (event.key === " " && at >= 0) selection.toggle(at, event.shiftKey);
    else if (event.key === "Enter" && tickets[at]) open(tickets[at].number);
    else return;
    event.preventDefault();
  };

  const active = tickets[at];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual list is no table
    <div
      ref={grid}
      role="grid"
      aria-label={t("list")}
      aria-rowcount={more ? -1 : tickets.length + 1}
      aria-multiselectable
      aria-activedescendant={
        active && items.some((one) => one.index === at) ? `ticket-${active.id}` : undefined
      }
      tabIndex={0}
      className={styles.grid}
      onKeyDown={keyed}
    >
      <Names />
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual list is no table */}
      <div role="rowgroup" style={{ position: "relative", height: list.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const ticket = tickets[index] as Ticket;
          return (
            <TicketRow
              key={ticket.id}
              ticket={ticket}
              index={index}
              selected={selection.chosen.has(ticket.id)}
              at={index === at}
              fresh={fresh.has(ticket.id)}
              unread={props.unread.has(ticket.id)}
              drafted={props.drafted.has(ticket.id)}
              lookers={lookersOf(ticket.id, props.people, me.memberId)}
              now={now}
              top={start - names}
              height={height}
              {...handlers}
            />
          );
        })}
      </div>
      {more && <Loading />}
    </div>
  );
}

function Names() {
  const { t } = useTranslation("queue");
  const all = [
    "select",
    "number",
    "subject",
    "requester",
    "assignee",
    "priority",
    "due",
    "updated",
    "status",
  ] as const;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: names of columns are not for acting on
    // biome-ignore lint/a11y/useSemanticElements: a virtual list is no table
    <div role="row" aria-rowindex={1} className={`${styles.row} ${styles.names} muted`}>
      {all.map((name) => (
        // biome-ignore lint/a11y/useFocusableInteractive: names of columns are not for acting on
        // biome-ignore lint/a11y/useSemanticElements: a virtual list is no table
        <div
          key={name}
          role="columnheader"
          className={`${styles.cell} ${["assignee", "updated"].includes(name) ? styles.wide : ""}`}
        >
          {["select", "priority"].includes(name) ? (
            <span className="visually-hidden">{t(`columns.${name}`)}</span>
          ) : (
            t(`columns.${name}`)
          )}
        </div>
      ))}
    </div>
  );
}

const lookersOf = (id: string, people: Present[], mine: string | null) =>
  people
    .filter((one) => one.at === id && one.member !== mine)
    .map((one) => one.name)
    .join(", ");

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  return now;
}

/** Keeps the first row in sight where it is when rows above it come or go. */
function useStayingPut(
  grid: React.RefObject<HTMLDivElement | null>,
  tickets: Ticket[],
  height: number,
  scope: string,
) {
  const before = useRef({ tickets, scope });
  useLayoutEffect(() => {
    const box = grid.current;
    const old = before.current;
    before.current = { tickets, scope };
    if (!box || old.tickets === tickets) return;
    if (old.scope !== scope) {
      box.scrollTop = 0;
      return;
    }
    const top = Math.floor(box.scrollTop / height);
    if (top === 0) return; // at the top, what is new is seen to come
    const places = new Map(tickets.map((one, index) => [one.id, index]));
    for (const [index, ticket] of old.tickets.entries()) {
      if (index < top) continue;
      const place = places.get(ticket.id);
      if (place === undefined) continue; // it left: the next one tells
      box.scrollTop += (place - index) * height;
      return;
    }
  }, [grid, tickets, height, scope]);
}
