import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { aDecision, aDraft, aTicket } from "@/features/review/fixtures";
import { AiPanel } from "@/features/ticket/ai/AiPanel";
import { show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";

const draft = aDraft("1", { number: 1, subject: "Delivery", priority: 3 });

function panel(more: Parameters<typeof serve>[0] = {}) {
  const asked = serve({
    "GET /rest/v1/ai_decisions": () => [aDecision],
    "GET /rest/v1/drafts": () => [draft],
    "GET /rest/v1/tickets": () => [{ category: "shipping", priority: 3, language: "en" }],
    "GET /rest/v1/ticket_categories": () => [
      { key: "billing", label: "Billing" },
      { key: "returns", label: "Returns" },
      { key: "shipping", label: "Shipping" },
      { key: "wholesale", label: "Wholesale" },
    ],
    "GET /rest/v1/feedback": () => [],
    "POST /rest/v1/rpc/label_ticket": () => ({}),
    "POST /rest/v1/rpc/open_ticket": () => aTicket("ticket-1"),
    ...more,
  });
  const onUseText = vi.fn();
  show(<AiPanel ticketId="ticket-1" version={7} onUseText={onUseText} />);
  const sent = (path: string) => asked.filter((one) => one.path === path).map((one) => one.body);
  return { sent, onUseText };
}

it("shows what the AI thought, how sure it was, and what it needed", async () => {
  panel();
  const category = await screen.findByRole("group", { name: "Category" });
  expect(await within(category).findByRole("button", { name: /Shipping\s91%/ })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  expect(within(category).getByRole("button", { name: /Returns\s5%/ })).toBeVisible();
  expect(screen.getByText("Annoyed")).toBeVisible();
  expect(screen.getByText("Legal")).toBeVisible();
  expect(screen.getByText("40% (needed: 60%)")).toBeVisible();
});

it("corrects with one click, and confirms with one too", async () => {
  const { sent } = panel();
  const category = await screen.findByRole("group", { name: "Category" });
  await userEvent.click(await within(category).findByRole("button", { name: /Returns/ }));
  expect(await screen.findByText("Noted. The AI learns from it.")).toBeVisible();
  await userEvent.click(within(category).getByRole("button", { name: /Shipping/ }));
  const priority = screen.getByRole("group", { name: "Priority" });
  await userEvent.click(within(priority).getByRole("button", { name: "Urgent" }));
  await userEvent.click(screen.getByRole("button", { name: "This is spam" }));
  await waitFor(() =>
    expect(sent("/rest/v1/rpc/label_ticket")).toEqual([
      { p_ticket_id: "ticket-1", p_field: "category", p_value: "returns" },
      { p_ticket_id: "ticket-1", p_field: "category", p_value: "shipping" },
      { p_ticket_id: "ticket-1", p_field: "priority", p_value: "1" },
      { p_ticket_id: "ticket-1", p_field: "spam", p_value: "true" },
    ]),
  );
});

it("approves what was seen: the ticket's version goes along", async () => {
  const { sent } = panel({ "POST /rest/v1/rpc/approve_draft": () => ({}) });
  await screen.findByText("Draft that waits");
  await userEvent.keyboard("{Shift>}A{/Shift}");
  await waitFor(() =>
    expect(sent("/rest/v1/rpc/approve_draft")).toEqual([
      { p_draft_id: "draft-1", p_anyway: false, p_version: 7 },
    ]),
  );
});

it("puts the draft into the reply instead", async () => {
  const { onUseText } = panel();
  await userEvent.click(await screen.findByRole("button", { name: "Use in the reply" }));
  expect(onUseText).toHaveBeenCalledWith(draft.text);
});

it("lets a person judge what was only recorded", async () => {
  const { sent } = panel({
    "GET /rest/v1/drafts": () => [{ ...draft, state: "shadow" }],
    "POST /rest/v1/rpc/judge_decision": () => ({ right: false }),
  });
  await userEvent.click(await screen.findByRole("button", { name: "It was wrong" }));
  await waitFor(() =>
    expect(sent("/rest/v1/rpc/judge_decision")).toEqual([
      { p_decision_id: "decision-1", p_right: false },
    ]),
  );
  expect(screen.queryByRole("button", { name: /Approve/ })).toBeNull();
});

it("summarises and finds similar tickets at a keystroke", async () => {
  panel({
    "POST /functions/v1/assist/summarise": () => ({
      headline: "Delivery to Vaduz",
      wants: [{ text: "To know the days", author: "customer", interaction_id: "1" }],
      promised: [],
      open: [],
      waiting_for: "us",
      note: "",
      dropped: 1,
    }),
    "POST /functions/v1/assist/similar": () => ({ results: [] }),
  });
  await screen.findByText("Draft that waits");
  await userEvent.keyboard("{Shift>}S{/Shift}");
  expect(await screen.findByText("Delivery to Vaduz")).toBeVisible();
  expect(screen.getByText("It is our turn.")).toBeVisible();
  expect(screen.getByText("1 point was left out: it stood nowhere.")).toBeVisible();
  await userEvent.keyboard("{Shift>}L{/Shift}");
  expect(await screen.findByText("No similar ticket was found.")).toBeVisible();
});

it("asks about the ticket", async () => {
  const { sent } = panel({
    "POST /functions/v1/assist/ask": () => ({
      answerable: true,
      found: [{ text: "Three days.", interactions: [], slugs: ["delivery-times"] }],
      note: "",
      dropped: 0,
    }),
  });
  await screen.findByText("Draft that waits");
  await userEvent.keyboard("{Shift>}Q{/Shift}");
  await userEvent.type(await screen.findByLabelText("Question about this ticket"), "How long?");
  await userEvent.keyboard("{Enter}");
  expect(await screen.findByText(/Three days\./)).toBeVisible();
  expect(screen.getByText("from delivery-times")).toBeVisible();
  expect(sent("/functions/v1/assist/ask")).toEqual([
    { ticket_id: "ticket-1", question: "How long?", language: "en", stream: true },
  ]);
});

it("rewrites the draft, shows what to check, and says why translating is not there", async () => {
  const { onUseText } = panel({
    "POST /functions/v1/assist/rewrite": () => ({
      text: "Dear Ida",
      done: ["The greeting was set."],
      warnings: ["The number 3 is new."],
      note: "",
    }),
    "POST /functions/v1/assist/translate": () => new Refusal(503, "No model"),
  });
  await screen.findByText("Draft that waits");
  await userEvent.keyboard("{Shift>}W{/Shift}");
  expect(await screen.findByLabelText("Text")).toHaveValue(draft.text);
  await userEvent.click(screen.getByRole("button", { name: "More formal" }));
  const result = await screen.findByRole("region", { name: "Result" });
  expect(within(result).getByText("The number 3 is new.")).toBeVisible();
  await userEvent.click(within(result).getByRole("button", { name: "Use in the reply" }));
  expect(onUseText).toHaveBeenCalledWith("Dear Ida");
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("{Shift>}T{/Shift}");
  await waitFor(() =>
    expect(screen.getByLabelText("Text")).toHaveValue("How long does it take to Vaduz?"),
  );
  const [, translate] = screen.getAllByRole("button", { name: "Translate" });
  await userEvent.click(translate as HTMLElement);
  expect(await screen.findByRole("alert")).toBeVisible();
});

it("shows how the last draft was changed before it was sent", async () => {
  panel({
    "GET /rest/v1/drafts": () => [],
    "GET /rest/v1/feedback": () => [
      {
        id: "feedback-1",
        kind: "edit",
        difference: [
          ["=", "It takes "],
          ["-", "two"],
          ["+", "three"],
          ["=", " days."],
        ],
        kept: 0.75,
        comment: "",
        created_at: "2026-11-25T08:00:00Z",
      },
    ],
  });
  expect(await screen.findByText("three")).toBeVisible();
  expect(screen.getByText("two").tagName).toBe("DEL");
  expect(screen.getByText(/75% of it kept/)).toBeVisible();
});
