import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { AGENT, show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { TicketOf } from "./TicketPage";

const ID = "10000000-0000-4000-8000-000000000001";
const at = (minute: number) => `2026-11-25T10:0${minute}:00+00:00`;
const message = (id: string, author: string, content: string, minute: number) => ({
  id,
  author,
  content,
  full_content: null,
  automatic: "",
  created_by: author === "agent" ? AGENT.userId : null,
  created_at: at(minute),
  message_id: `<${id}>`,
});
const TICKET = {
  id: ID,
  number: 7,
  subject: "A broken grinder",
  status: "open",
  priority: 2,
  channel: "email",
  category: "returns",
  team_id: AGENT.teamIds[0],
  assignee_id: null,
  customer_id: "c1",
  merged_into: null,
  follows_ticket_id: null,
  snoozed_until: null,
  language: "en",
  version: 4,
  created_at: at(0),
};
const OPENED = {
  ticket: TICKET,
  interactions: [
    message("i1", "customer", "It makes a noise.", 1),
    message("i2", "agent", "Which noise?", 3),
  ],
  notes: [
    {
      id: "n1",
      content: "Call him.",
      author_id: AGENT.memberId,
      created_at: at(2),
      mentions: ["m9"],
    },
  ],
  attachments: [],
  deliveries: [
    { id: "d2", message_id: "<i2>", state: "unknown", detail: "", to_address: "w@x.example" },
  ],
  drafts: [],
  tags: [],
  fields: [],
  links: [],
  watchers: [],
  merged: [],
  customer: { id: "c1", name: "Walter", email: "w@x.example", locale: null },
};
const PEOPLE = [
  { id: AGENT.memberId, name: AGENT.name, email: AGENT.email, user_id: AGENT.userId, active: true },
  { id: "m9", name: "Anna Keller", email: "anna@b.example", user_id: "a", active: true },
];

function desk(more: Parameters<typeof serve>[0] = {}) {
  const empty = [
    "macros",
    "teams",
    "uploads",
    "member_drafts",
    "ticket_splits",
    "sla_clocks",
    "feedback",
  ];
  const lists = [...empty, "ai_decisions", "drafts", "tags", "custom_field_definitions"];
  return serve({
    ...Object.fromEntries(lists.map((name) => [`GET /rest/v1/${name}`, () => []])),
    "GET /rest/v1/tickets": () => [{ id: ID, category: "returns", priority: 2, language: "en" }],
    "GET /rest/v1/members": () => PEOPLE,
    "GET /rest/v1/ticket_categories": () => [{ key: "returns", label: "Returns" }],
    "GET /rest/v1/ticket_status_transitions": () => [
      { from_status: "open", to_status: "solved", by_reply_only: false },
    ],
    "POST /rest/v1/rpc/open_ticket": () => OPENED,
    "POST /rest/v1/rpc/customer_history": () => ({
      counts: { total: 1 },
      tickets: [],
      blocked: null,
    }),
    "POST /rest/v1/rpc/portal_terms": () => null,
    ...more,
  });
}

const sent = (asked: Asked[], name: string) =>
  asked.filter((one) => one.path === `/rest/v1/rpc/${name}`).map((one) => one.body);

const thread = () => screen.findByRole("log", { name: "Conversation" });

describe("a ticket", () => {
  it("shows what was said and noted in its order, by whom, and what is unsure", async () => {
    desk();
    show(<TicketOf number="7" />);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("A broken grinder");
    const [asked, noted, answered] = within(await thread()).getAllByRole("article");
    expect(asked).toHaveTextContent(/Walter.*It makes a noise\./);
    expect(noted).toHaveTextContent(/Note, for colleagues only.*Call him\..*Told: Anna Keller/);
    expect(answered).toHaveTextContent(/Reto Brodbeck.*Which noise\?/);
    expect(within(answered as HTMLElement).getByRole("alert")).toHaveTextContent(
      "Nobody knows whether this reached w@x.example",
    );
  });

  it("says whether the answer arrived when told to", async () => {
    const asked = desk({ "POST /rest/v1/rpc/resolve_delivery": () => ({}) });
    show(<TicketOf number="7" />);
    await userEvent.click(await screen.findByRole("button", { name: "It arrived" }));
    await waitFor(() =>
      expect(sent(asked, "resolve_delivery")).toEqual([{ p_delivery_id: "d2", p_arrived: true }]),
    );
  });

  it("is gone where there is none for this reader", async () => {
    desk({ "GET /rest/v1/tickets": () => [] });
    show(<TicketOf number="999" />);
    expect(await screen.findByText(/999/)).toBeVisible();
    expect(screen.queryByRole("log")).toBeNull();
  });

  it("says why it cannot be shown, and tries again", async () => {
    let broken = true;
    desk({
      "POST /rest/v1/rpc/open_ticket": () => (broken ? new Refusal(503, "Come back.") : OPENED),
    });
    show(<TicketOf number="7" />);
    expect(await screen.findByText("Come back.")).toBeVisible();
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: /again/i }));
    expect(await thread()).toBeVisible();
  });
});

describe("changing it", () => {
  it("names the version that was seen; who was overtaken is told and sees the new one", async () => {
    let ticket = TICKET;
    const asked = desk({
      "POST /rest/v1/rpc/open_ticket": () => ({ ...OPENED, ticket }),
      "POST /rest/v1/rpc/update_ticket": () => {
        ticket = { ...TICKET, priority: 1, version: 5 };
        return new Refusal(409, "Anna has changed it meanwhile.");
      },
    });
    show(<TicketOf number="7" />);
    await userEvent.click(await screen.findByRole("combobox", { name: "Priority" }));
    await userEvent.click(await screen.findByRole("option", { name: "Low", hidden: true }));
    expect(await screen.findByText("Anna has changed it meanwhile.")).toBeVisible();
    expect(sent(asked, "update_ticket")).toEqual([
      { p_ticket_id: ID, p_changes: { priority: 4 }, p_version: 4 },
    ]);
    await waitFor(() =>
      expect(screen.getByRole("combobox", { name: "Priority" })).toHaveValue("Urgent"),
    );
  });
});

describe("by keys", () => {
  it("r and n lead into the field, without the letter; a takes the ticket", async () => {
    const asked = desk({ "POST /rest/v1/rpc/take_ticket": () => ({}) });
    show(<TicketOf number="7" />);
    await thread();
    await userEvent.keyboard("a");
    await waitFor(() => expect(sent(asked, "take_ticket")).toEqual([{ p_ticket_id: ID }]));
    await userEvent.keyboard("n");
    const note = screen.getByRole("textbox", { name: "Note about Walter's ticket" });
    expect(note).toHaveFocus();
    expect(note).toHaveValue("");
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard("r");
    expect(screen.getByRole("textbox", { name: "Reply to Walter" })).toHaveFocus();
  });

  it("a note is added with the keys, and its draft thrown away", async () => {
    const asked = desk({
      "POST /rest/v1/rpc/add_note": () => ({}),
      "POST /rest/v1/rpc/save_member_draft": () => ({ text: "x", version: 1 }),
      "POST /rest/v1/rpc/discard_member_draft": () => ({}),
    });
    show(<TicketOf number="7" />);
    await thread();
    await userEvent.keyboard("nCall him today.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() =>
      expect(sent(asked, "add_note")).toEqual([{ p_ticket_id: ID, p_text: "Call him today." }]),
    );
    await waitFor(() => expect(sent(asked, "discard_member_draft")).toHaveLength(1));
    expect(screen.getByRole("textbox", { name: "Note about Walter's ticket" })).toHaveValue("");
  });

  it("goes on with a closed matter in a follow-up of its own", async () => {
    const asked = desk({
      "POST /rest/v1/rpc/open_ticket": () => ({
        ...OPENED,
        ticket: { ...TICKET, status: "closed" },
      }),
      "POST /rest/v1/rpc/open_follow_up": () => ({ number: 12 }),
    });
    const { router } = show(<TicketOf number="7" />);
    await userEvent.click(await screen.findByRole("button", { name: /^More:/ }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Open a follow-up ticket" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/desk/tickets/12"));
    expect(sent(asked, "open_follow_up")).toEqual([{ p_ticket_id: ID }]);
  });

  it("says which closed ticket it follows", async () => {
    desk({
      "POST /rest/v1/rpc/open_ticket": () => ({
        ...OPENED,
        ticket: { ...TICKET, follows_ticket_id: "t5" },
      }),
      "GET /rest/v1/tickets": () => [{ id: ID, number: 5 }],
    });
    show(<TicketOf number="7" />);
    expect(await screen.findByText(/^Follows the closed ticket/)).toHaveTextContent("#5");
  });

  it("offers no follow-up while a ticket can be gone on with", async () => {
    desk();
    show(<TicketOf number="7" />);
    await userEvent.click(await screen.findByRole("button", { name: /^More:/ }));
    expect(await screen.findByRole("menuitem", { name: "Split off messages" })).toBeVisible();
    expect(screen.queryByRole("menuitem", { name: "Open a follow-up ticket" })).toBeNull();
  });
});
