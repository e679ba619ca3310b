import { describe, expect, it } from "vitest";
import type { Ticket, TicketPage } from "./data";
import { sortOf, withChanges } from "./order";

/** A ticket of that minute; the same number is the same ticket. */
const one = (number: number, minute: number, more: Partial<Ticket> = {}) =>
  ({
    id: `t${number}`,
    number,
    priority: 3,
    created_at: `2026-11-25T10:${minute}:00+00:00`,
    updated_at: `2026-11-25T10:${minute}:00+00:00`,
    next_due_at: null,
    ...more,
  }) as Ticket;

const page = (after: string | null, ...tickets: Ticket[]): TicketPage => ({ tickets, after });
const numbers = (pages: TicketPage[]) => pages.map((some) => some.tickets.map((t) => t.number));
const change = (pages: TicketPage[], ids: string[], rows: Ticket[], sort: "newest" | "updated") =>
  withChanges(pages, new Set(ids), rows, sort);

describe("a change in a list that is loaded", () => {
  const pages = [page("a", one(1, 50), one(2, 40)), page("b", one(3, 30), one(4, 20))];

  it("alters a row where it stands, and no other page", () => {
    const now = one(3, 30, { priority: 1 });
    const after = change(pages, ["t3"], [now], "newest");
    expect(numbers(after)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(after[1]?.tickets[0]).toBe(now);
    expect(after[0]).toBe(pages[0]);
  });

  it("takes away what the list holds no more", () => {
    expect(numbers(change(pages, ["t2", "t9"], [], "newest"))).toEqual([[1], [3, 4]]);
  });

  it("puts what is new in its place, which is the top among the newest", () => {
    const after = change(pages, ["t7", "t8"], [one(7, 59), one(8, 35)], "newest");
    expect(numbers(after)).toEqual([
      [7, 1, 2],
      [8, 3, 4],
    ]);
  });

  it("moves what was changed last up, and leaves what comes later to its page", () => {
    const moved = change(
      pages,
      ["t4"],
      [one(4, 20, { updated_at: "2026-11-25T11:00:00+00:00" })],
      "updated",
    );
    expect(numbers(moved)).toEqual([[4, 1, 2], [3]]);
    expect(numbers(change(pages, ["t9"], [one(9, 10)], "newest"))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("still knows where a page ended when its last row has left", () => {
    const without = change(pages, ["t4"], [], "newest");
    // between the rows that are left and the end: the next page begins below it
    expect(numbers(change(without, ["t9"], [one(9, 25)], "newest"))).toEqual([
      [1, 2],
      [3, 9],
    ]);
  });

  it("takes everything on the last page, into an empty one too", () => {
    expect(numbers(change([page(null)], ["t9"], [one(9, 10)], "newest"))).toEqual([[9]]);
  });
});

describe("the order of a list", () => {
  const VIEW = { view: { sort: "queue" } } as TicketPage;
  it("is asked for, said in the search, or the view's", () => {
    expect(sortOf({ sort: "due" }, VIEW)).toBe("due");
    expect(sortOf({ q: "parcel sort:oldest", view: "mine" }, VIEW)).toBe("oldest");
    expect(sortOf({ view: "mine" }, VIEW)).toBe("queue");
    expect(sortOf({ q: "is:open", sort: "newest" }, undefined)).toBe("newest");
    expect(sortOf({ q: "sort:-priority", view: "mine" }, VIEW)).toBeNull();
  });
});
