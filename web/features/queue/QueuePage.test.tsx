import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { toldHere } from "@/lib/live";
import { ADMIN, AGENT, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";
import { QueuePage } from "./QueuePage";

vi.mock("@/lib/presence", () => ({
  useBeingHere: () => {},
  useAtTicket: () => ({ others: [], setTyping: () => {} }),
  useTeamPresence: () => [
    { member: "11111111-0000-4000-8000-000000000000", name: "Priya Nair", at: "t2" },
  ],
}));

// jsdom lays nothing out: without a size the list would show no row.
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1000);
});

const ticket = (number: number, more = {}) => ({
  id: `t${number}`,
  number,
  subject: `Subject ${number}`,
  status: "open",
  priority: 3,
  team: "front",
  assignee: null,
  assignee_id: null,
  customer: { name: `Customer ${number}`, email: "c@example.com", company: null },
  tags: [],
  created_at: `2026-11-25T10:00:${String(number).padStart(2, "0")}+00:00`,
  updated_at: "2026-11-25T10:00:00Z",
  next_due_at: null,
  is_snoozed: false,
  snoozed_until: null,
  version: 1,
  ...more,
});

const VIEW = {
  id: "v1",
  key: "mine",
  name: "Mine",
  scope: "all",
  owner_id: null,
  team_id: null,
  query: "is:unsolved assignee:me",
  filter: { all: [], none: [] },
  sort: "queue",
};

function desk(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "POST /rest/v1/rpc/list_tickets": () => ({
      view: VIEW,
      tickets: [ticket(1), ticket(2), ticket(3)],
      after: null,
    }),
    "POST /rest/v1/rpc/search_tickets": () => ({ tickets: [ticket(9)], after: null }),
    "GET /rest/v1/drafts": () => [{ ticket_id: "t1" }],
    "GET /rest/v1/notifications": () => [{ ticket_id: "t3" }],
    "GET /rest/v1/members": () => [{ id: "m1", name: "Priya Nair", email: "priya@desk.test" }],
    "GET /rest/v1/teams": () => [{ id: AGENT.teamIds[0], key: "front", name: "Front desk" }],
    "GET /rest/v1/tags": () => [{ key: "refund", description: "" }],
    ...more,
  });
}

const row = async (number: number) =>
  (await screen.findByText(`Subject ${number}`)).closest("[role=row]") as HTMLElement;
const sent = (asked: ReturnType<typeof serve>, name: string) =>
  asked.filter((one) => one.path === `/rest/v1/rpc/${name}`).map((one) => one.body);

describe("the queue", () => {
  it("shows a view with its marks: draft, unread, late, who looks", async () => {
    desk({
      "POST /rest/v1/rpc/list_tickets": () => ({
        view: VIEW,
        tickets: [ticket(1, { next_due_at: "2020-01-01T00:00:00Z" }), ticket(2), ticket(3)],
        after: null,
      }),
    });
    show(<QueuePage />, { path: "/desk" });
    expect(await row(1)).toHaveTextContent(/late/);
    expect(await within(await row(1)).findByLabelText(/AI draft waits/)).toBeVisible();
    expect(within(await row(2)).getByLabelText("Priya Nair looking at it")).toBeVisible();
    expect(await row(3)).toHaveTextContent("Something new for you");
    expect(screen.getByRole("heading", { name: "Mine" })).toBeVisible();
  });

  it("ranks a search that no view narrows", async () => {
    const asked = desk();
    show(<QueuePage />, { path: "/desk?q=refund" });
    await row(9);
    expect(sent(asked, "search_tickets")).toEqual([
      { p_query: "refund", p_limit: 100, p_after: null },
    ]);
    expect(sent(asked, "list_tickets")).toEqual([]);
  });

  it("marks the wrong word and offers what was meant", async () => {
    desk({
      "POST /rest/v1/rpc/search_tickets": ({ body }) =>
        (body as { p_query: string }).p_query.includes("asignee")
          ? new Refusal(422, 'There is no operator "asignee:".', "PT422", {
              position: 9,
              length: 7,
              word: "asignee",
              suggestion: '"assignee:"',
            })
          : { tickets: [ticket(9)], after: null },
    });
    show(<QueuePage />, { path: "/desk?q=is%3Aopen%20asignee%3Ame" });
    const alert = await screen.findByRole("alert");
    expect(within(alert).getByText("asignee").tagName).toBe("MARK");
    await userEvent.click(
      within(alert).getByRole("button", { name: "Search for is:open assignee:me" }),
    );
    expect(await row(9)).toBeVisible();
  });

  it("is walked, selected in a range and opened by keys alone", async () => {
    desk();
    const { router } = show(<QueuePage />, { path: "/desk" });
    await row(1);
    await userEvent.keyboard("jx{Shift>}J{/Shift}");
    expect(await row(1)).toHaveAttribute("aria-selected", "true");
    expect(await row(2)).toHaveAttribute("aria-selected", "true");
    expect(screen.getByText("2 selected")).toBeVisible();
    await userEvent.keyboard("{Escape}j{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/desk/tickets/3"));
  });

  it("selects from click to shift-click", async () => {
    desk();
    show(<QueuePage />, { path: "/desk" });
    await row(1);
    const user = userEvent.setup();
    await user.click(screen.getByLabelText("Select ticket 1"));
    await user.keyboard("{Shift>}");
    await user.click(screen.getByLabelText("Select ticket 3"));
    expect(screen.getByText("3 selected")).toBeVisible();
  });

  it("changes what is selected in one call and says what was refused", async () => {
    const asked = desk({
      "POST /rest/v1/rpc/update_tickets": () => [
        { ticket_id: "t1", ok: true, number: 1, version: 2 },
        { ticket_id: "t2", ok: false, code: "PT422", error: "A field is missing." },
      ],
    });
    show(<QueuePage />, { path: "/desk" });
    await row(1);
    await userEvent.keyboard("jx{Shift>}J{/Shift}s");
    await userEvent.click(await screen.findByRole("menuitem", { name: "Solved", hidden: true }));
    const alert = (await screen.findByText("1 changed, 1 not")).closest("[role=alert]");
    expect(alert).toHaveTextContent("#2 not changed: A field is missing.");
    expect(sent(asked, "update_tickets")).toEqual([
      { p_ticket_ids: ["t1", "t2"], p_changes: { status: "solved" } },
    ]);
    expect(await row(1)).toHaveAttribute("aria-selected", "false");
    expect(await row(2)).toHaveAttribute("aria-selected", "true");
  });

  it("offers to put back what a bulk change changed, and leaves what others changed meanwhile", async () => {
    const asked = desk({
      "POST /rest/v1/rpc/list_tickets": () => ({
        view: VIEW,
        tickets: [ticket(1), ticket(2, { team: "returns", assignee_id: "m1" }), ticket(3)],
        after: null,
      }),
      "POST /rest/v1/rpc/update_tickets": () => [
        { ticket_id: "t1", ok: true, number: 1, version: 2 },
        { ticket_id: "t2", ok: true, number: 2, version: 7 },
      ],
      "POST /rest/v1/rpc/update_ticket": ({ body }) =>
        (body as { p_ticket_id: string }).p_ticket_id === "t1"
          ? new Refusal(409, "Somebody changed this ticket meanwhile.")
          : {},
    });
    show(<QueuePage />, { path: "/desk" });
    await row(1);
    await userEvent.keyboard("jx{Shift>}J{/Shift}g");
    await userEvent.click(
      await screen.findByRole("menuitem", { name: "Front desk", hidden: true }),
    );
    expect(await screen.findByText("2 tickets changed.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Undo", hidden: true }));
    expect(await screen.findByText("1 ticket put back, 1 left as they are")).toBeInTheDocument();
    expect(screen.getByText("#1 was changed meanwhile.")).toBeInTheDocument();
    expect(sent(asked, "update_ticket")).toEqual([
      { p_ticket_id: "t1", p_changes: { team: "front", assignee: null }, p_version: 2 },
      { p_ticket_id: "t2", p_changes: { team: "returns", assignee: "m1" }, p_version: 7 },
    ]);
  });

  it("saves a narrowed view as one of one's own, with both queries", async () => {
    const asked = desk({
      "POST /rest/v1/rpc/save_view": () => ({ ...VIEW, id: "v9", key: null, name: "Hot" }),
    });
    const { router } = show(<QueuePage />, { path: "/desk?view=mine&q=priority%3A%3C%3D2" });
    await row(1);
    await userEvent.click(screen.getByRole("button", { name: "Save as view" }));
    await userEvent.type(await screen.findByLabelText(/Name/), "Hot");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ view: "v9" }));
    expect(sent(asked, "save_view")[0]).toMatchObject({
      p_name: "Hot",
      p_query: "is:unsolved assignee:me priority:<=2",
      p_scope: "own",
    });
  });

  it("lets only an admin save a view for all", async () => {
    desk();
    show(<QueuePage />, { path: "/desk?q=refund", me: ADMIN });
    await row(9);
    await userEvent.click(screen.getByRole("button", { name: "Save as view" }));
    await userEvent.click(await screen.findByRole("combobox", { name: "Who sees it" }));
    expect(
      await screen.findByRole("option", { name: "All members", hidden: true }),
    ).toBeInTheDocument();
  });

  it("reads on from where a page ended, and follows what changes without jumping", async () => {
    let first = [1, 2, 3, 4, 5, 6];
    const asked = desk({
      "POST /rest/v1/rpc/list_tickets": ({ body }) =>
        (body as { p_after: string | null }).p_after
          ? { view: VIEW, tickets: [ticket(7), ticket(8)], after: null }
          : { view: VIEW, tickets: first.map((one) => ticket(one)), after: "here" },
    });
    const { queries } = show(<QueuePage />, { path: "/desk" });
    await row(8);
    const pages = () =>
      sent(asked, "list_tickets").map((body) => (body as { p_after: string }).p_after);
    expect(pages()).toEqual([null, "here"]);
    await userEvent.keyboard("jj");
    expect(await row(2)).toHaveAttribute("data-at");
    const grid = screen.getByRole("grid");
    grid.scrollTop = 3 * 44;
    first = [20, 21, 1, 2, 3, 5, 6]; // two came, the fourth left
    await queries.invalidateQueries({ queryKey: ["queue"] });
    await waitFor(() => expect(screen.queryByText("Subject 4")).toBeNull());
    expect(grid.scrollTop).toBe(4 * 44); // the fifth is seen where it was
    expect(await row(2)).toHaveAttribute("data-at");
  });

  it("reads only what changed, and puts it in its place", async () => {
    const narrowed = (body: unknown) =>
      (body as { p_filter?: { all: { value: number[] }[] } }).p_filter?.all[0]?.value;
    const asked = desk({
      "GET /rest/v1/tickets": () => [{ id: "t9", number: 9 }],
      "POST /rest/v1/rpc/list_tickets": ({ body }) =>
        narrowed(body)
          ? { view: VIEW, tickets: [ticket(3, { subject: "Renamed" }), ticket(9, { priority: 1 })] }
          : { view: VIEW, tickets: [ticket(1), ticket(2), ticket(3)], after: null },
    });
    show(<QueuePage />, { path: "/desk" });
    await row(3);
    await userEvent.keyboard("jjx");
    toldHere(["t1", "t3", "t9"]); // one left, one was changed, one came
    expect(await screen.findByText("Renamed")).toBeVisible();
    const shown = screen
      .getAllByRole("row")
      .slice(1)
      .map((one) => one.id);
    expect(shown).toEqual(["ticket-t9", "ticket-t2", "ticket-t3"]);
    expect(await row(2)).toHaveAttribute("aria-selected", "true");
    expect(sent(asked, "list_tickets").map(narrowed)).toEqual([undefined, [1, 3, 9]]);
  });

  it("says what to do when nothing is there", async () => {
    desk({
      "POST /rest/v1/rpc/list_tickets": () => ({ view: VIEW, tickets: [], after: null }),
    });
    show(<QueuePage />, { path: "/desk" });
    expect(await screen.findByText(/You have nothing to do/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Show tickets that nobody has" })).toHaveAttribute(
      "href",
      "/desk?view=unassigned",
    );
  });
});
