/** The orders of the queue, as the database has them: where a changed ticket belongs in a list. */
import { type Asked, SORTS, type Ticket, type TicketPage } from "./data";
import { termsOf } from "./words";

export type Sort = (typeof SORTS)[number];

/** The order of a list; none where it is ranked, or asked for in a way that only the server knows. */
export function sortOf(asked: Asked, page: TicketPage | undefined): Sort | null {
  const said = termsOf(asked.q ?? "")
    .filter((term) => term.operator === "sort")
    .map((term) => term.text.replace(/^[^:]*:/, ""))
    .at(-1);
  const sort = asked.sort ?? said ?? page?.view?.sort ?? "newest";
  return (SORTS as readonly string[]).includes(sort) ? (sort as Sort) : null;
}

/** Times are compared as text: all come from one server, in one form, in UTC. */
const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
const NEVER = "infinity"; // a letter comes after all digits

const ORDERS: Record<Sort, (a: Ticket, b: Ticket) => number> = {
  queue: (a, b) => compare(a.priority, b.priority) || compare(a.created_at, b.created_at),
  newest: (a, b) => compare(b.created_at, a.created_at),
  oldest: (a, b) => compare(a.created_at, b.created_at) || -compare(a.id, b.id),
  updated: (a, b) => compare(b.updated_at, a.updated_at),
  due: (a, b) => compare(a.next_due_at ?? NEVER, b.next_due_at ?? NEVER),
};

const inOrder = (sort: Sort) => (a: Ticket, b: Ticket) => ORDERS[sort](a, b) || compare(a.id, b.id);

/**
 * The pages after a change of `ids`: `rows` are those of them that the list still holds, as they
 * are now. What left goes, what came is put in its place, and nothing else is touched: a page that
 * did not change is the same object. What belongs below the loaded end comes with its page.
 */
export function withChanges(
  pages: TicketPage[],
  ids: Set<string>,
  rows: Ticket[],
  sort: Sort,
): TicketPage[] {
  const order = inOrder(sort);
  // Where a page ended when it was read: the next one begins there, whatever left since.
  const ends = pages.map((page) => page.end ?? page.tickets.at(-1));
  const placeOf = (ticket: Ticket) =>
    pages.findIndex((page, index) => {
      const end = ends[index];
      if (index === pages.length - 1 && page.after === null) return true;
      return end !== undefined && order(ticket, end) <= 0;
    });
  const coming = new Map<number, Ticket[]>();
  for (const row of rows) {
    const place = placeOf(row);
    coming.set(place, [...(coming.get(place) ?? []), row]);
  }
  return pages.map((page, index) => {
    const added = coming.get(index) ?? [];
    if (added.length === 0 && !page.tickets.some((one) => ids.has(one.id))) return page;
    const left = page.tickets.filter((one) => !ids.has(one.id));
    return { ...page, end: ends[index], tickets: [...left, ...added].sort(order) };
  });
}
