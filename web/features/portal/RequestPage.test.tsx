import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CUSTOMER, show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { RequestOf } from "./RequestPage";

const now = new Date().toISOString();
const TICKET = {
  id: "10000000-0000-4000-8000-000000000001",
  number: 52,
  subject: "Opening hours",
  status: "open",
  customer_id: CUSTOMER.customerId,
  created_at: now,
  updated_at: now,
  merged_into: null as string | null,
  solved_at: null as string | null,
};
const SAID = [
  {
    id: "m1",
    author: "customer",
    content: "When are you open?",
    full_content: null,
    automatic: "",
    created_at: now,
  },
  {
    id: "m2",
    author: "agent",
    content: "From nine.",
    full_content: "From nine.\n\n> When are you open?",
    automatic: "",
    created_at: now,
  },
];
const FILE = {
  id: "f1",
  interaction_id: "m1",
  name: "receipt.pdf",
  content_type: "application/pdf",
  size: 2048,
  path: "x",
};

function desk(ticket: Partial<typeof TICKET> | null, more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /rest/v1/tickets": () => (ticket ? [{ ...TICKET, ...ticket }] : []),
    "GET /rest/v1/ticket_threads": () => SAID,
    "GET /rest/v1/attachments": () => [FILE],
    "GET /rest/v1/ticket_fields": () => [{ field: "wish", value: "b" }],
    "GET /rest/v1/custom_field_definitions": () => [
      {
        key: "wish",
        label: { en: "Wish" },
        type: "choice",
        choices: [{ value: "b", label: { en: "Replacement" } }],
      },
    ],
    "GET /rest/v1/csat_ratings": () => [],
    "GET /rest/v1/csat_comments": () => [],
    "POST /rest/v1/rpc/portal_terms": () => ({
      file_bytes: 1e7,
      message_bytes: 1e7,
      files: 20,
      refused: [],
      reopen_days: 14,
      rating_change_hours: 24,
      categories: [],
    }),
    ...more,
  });
}

const sent = (seen: Asked[], name: string) =>
  seen.filter(({ path }) => path === `/rest/v1/rpc/${name}`).map(({ body }) => body);

const open = () => show(<RequestOf number="52" />, { me: CUSTOMER });

// Whole pages with dialogs: on a busy machine they take their time.
vi.setConfig({ testTimeout: 30_000 });
beforeEach(() => localStorage.clear());

describe("one request", () => {
  it("shows who said what, files and filled-in fields", async () => {
    desk({});
    open();
    const log = await screen.findByRole("log");
    expect(within(log).getByText("When are you open?")).toBeVisible();
    expect(within(log).getByText(/^You/)).toBeVisible();
    expect(within(log).getByText(/^Support/)).toBeVisible();
    expect(within(log).getByRole("button", { name: "Download receipt.pdf, 2 kB" })).toBeVisible();
    expect(await screen.findByText("Replacement")).toBeVisible();
  });

  it("folds what a mail quotes", async () => {
    desk({});
    open();
    expect(await screen.findByText("From nine.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Show the whole mail" }));
    expect(screen.getByText(/> When are you open/)).toBeVisible();
  });

  it.each(["52", "0", "nonsense"])("that is not one's own (%s) is not there", async (number) => {
    const seen = desk(null);
    show(<RequestOf number={number} />, { me: CUSTOMER });
    await screen.findByText("There is no such request of yours");
    expect(screen.getByRole("link", { name: "To my requests" })).toHaveAttribute(
      "href",
      "/requests",
    );
    expect(seen.some(({ path }) => path.includes("ticket_threads"))).toBe(false);
  });

  it("takes an answer, and keeps it when the desk refuses", async () => {
    let refuse = true;
    const seen = desk(
      {},
      {
        "POST /rest/v1/rpc/add_message": () =>
          refuse
            ? new Refusal(409, "Try again in a minute.")
            : { ticket_id: TICKET.id, number: 52, new_ticket: false },
      },
    );
    open();
    const field = await screen.findByLabelText("Your answer");
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
    await userEvent.type(field, "Thanks");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByText("Try again in a minute.");
    expect(field).toHaveValue("Thanks");
    refuse = false;
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(field).toHaveValue(""));
    expect(sent(seen, "add_message").at(-1)).toEqual({
      p_ticket_id: TICKET.id,
      p_text: "Thanks",
      p_attachments: [],
    });
  });

  it("goes to the new request where one had to begin", async () => {
    desk(
      { status: "closed", solved_at: "2020-01-01T00:00:00Z" },
      {
        "POST /rest/v1/rpc/add_message": () => ({ ticket_id: "n", number: 77, new_ticket: true }),
      },
    );
    const { router } = open();
    await screen.findByText(/a new one begins that refers to it/);
    await userEvent.type(await screen.findByLabelText("Your answer"), "Again");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/77"));
  });

  it("is settled only after one was asked", async () => {
    const seen = desk({}, { "POST /rest/v1/rpc/close_request": () => ({ status: "solved" }) });
    open();
    await userEvent.click(await screen.findByRole("button", { name: "It is settled" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText(/within 14 days/)).toBeInTheDocument();
    expect(sent(seen, "close_request")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Yes, it is settled" }));
    await waitFor(() => expect(sent(seen, "close_request")).toEqual([{ p_ticket_id: TICKET.id }]));
  });

  it("can be rated when it is solved, and not before", async () => {
    desk({});
    const { unmount } = open();
    await screen.findByRole("log");
    expect(screen.queryByText("How did we do?")).toBeNull();
    unmount();
    const seen = desk(
      { status: "solved", solved_at: now },
      { "POST /rest/v1/rpc/rate_ticket": () => ({ reopened: false }) },
    );
    open();
    await screen.findByText("If you write again, the request is opened again.");
    await userEvent.click(await screen.findByRole("radio", { name: "2: Not content" }));
    const rating = screen.getByRole("region", { name: "How did we do?" });
    await userEvent.click(within(rating).getByRole("button", { name: "Send" }));
    await waitFor(() =>
      expect(sent(seen, "rate_ticket")).toEqual([
        { p_ticket_id: TICKET.id, p_score: 2, p_comment: "" },
      ]),
    );
    expect(screen.queryByRole("button", { name: "It is settled" })).toBeNull();
  });

  it("of a colleague is read and not rated", async () => {
    desk({ status: "solved", solved_at: now, customer_id: "somebody-else" });
    open();
    await screen.findByRole("log");
    expect(screen.getByText(/^Your company/)).toBeVisible();
    expect(screen.queryByText("How did we do?")).toBeNull();
  });

  it("that was merged says where it goes on", async () => {
    desk({ merged_into: "other" });
    open();
    await screen.findByText(/goes on in another one/);
    expect(await screen.findByRole("link", { name: "Open it" })).toHaveAttribute(
      "href",
      "/requests/52",
    );
    expect(screen.queryByLabelText("Your answer")).toBeNull();
  });
});
