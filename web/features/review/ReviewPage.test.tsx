import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { ReviewPage } from "@/features/review/ReviewPage";
import { AGENT, show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { aDraft, anArticle, aTicket } from "./fixtures";

let waiting: ReturnType<typeof aDraft>[];
let asked: Asked[];

const decided = (name: string) =>
  asked.filter((one) => one.path === `/rest/v1/rpc/${name}`).map((one) => one.body);

function desk(more: Parameters<typeof serve>[0] = {}) {
  const gone = ({ body }: Asked) => {
    const { p_draft_id } = body as { p_draft_id: string };
    waiting = waiting.filter((one) => one.id !== p_draft_id);
    return {};
  };
  asked = serve({
    "GET /rest/v1/drafts": () => waiting,
    "GET /rest/v1/ticket_categories": () => [{ key: "shipping", label: "Shipping" }],
    "GET /rest/v1/knowledge_versions": () => [anArticle],
    "POST /rest/v1/rpc/open_ticket": ({ body }) =>
      aTicket((body as { p_ticket_id: string }).p_ticket_id),
    "POST /rest/v1/rpc/approve_draft": gone,
    "POST /rest/v1/rpc/reject_draft": gone,
    ...more,
  });
  show(<ReviewPage />, { me: AGENT });
}

beforeEach(() => {
  waiting = [
    aDraft("1", { number: 1, subject: "Two kettles", priority: 3 }),
    aDraft("2", { number: 2, subject: "A fire!", priority: 1 }),
    aDraft("3", { number: 3, subject: "Where is it", priority: 3 }),
  ];
});

it("shows the most urgent first, with the question and what held it back in words", async () => {
  desk();
  const list = await screen.findByRole("list", { name: "Drafts that wait" });
  const subjects = within(list)
    .getAllByRole("button")
    .map((one) => one.textContent?.slice(0, 7));
  expect(subjects).toEqual(["A fire!", "Two ket", "Where i"]);
  expect(await screen.findByText("How long does it take to Vaduz?")).toBeVisible();
  expect(screen.getByText("A question is left open.")).toBeVisible();
  expect(screen.getByText("1 check passed")).toBeVisible();
});

it("goes on with j and k, approves with a, and the next one comes up by itself", async () => {
  desk();
  await screen.findByRole("heading", { name: "A fire!" });
  await userEvent.keyboard("j");
  expect(await screen.findByRole("heading", { name: "Two kettles" })).toBeVisible();
  await userEvent.keyboard("k");
  expect(await screen.findByRole("heading", { name: "A fire!" })).toBeVisible();
  await userEvent.keyboard("a");
  expect(await screen.findByRole("heading", { name: "Two kettles" })).toBeVisible();
  expect(decided("approve_draft")).toEqual([{ p_draft_id: "draft-2", p_anyway: false }]);
  expect(screen.getByText("2 drafts wait")).toBeVisible();
});

it("sends a changed text, and only then", async () => {
  desk();
  await screen.findByRole("heading", { name: "A fire!" });
  await userEvent.keyboard("e");
  const field = await screen.findByLabelText("Answer");
  expect(field).toHaveFocus();
  expect(field).toHaveValue(waiting[1]?.text); // the key itself was not typed
  await userEvent.clear(field);
  await userEvent.type(field, "Three days, a or x{Control>}{Enter}{/Control}");
  await waitFor(() => expect(decided("approve_draft")).toHaveLength(1));
  expect(decided("approve_draft")[0]).toMatchObject({ p_text: "Three days, a or x" });
});

it("rejects with a reason, or goes back with Escape", async () => {
  desk();
  await screen.findByRole("heading", { name: "A fire!" });
  await userEvent.keyboard("x");
  expect(await screen.findByLabelText("What is wrong with it?")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByLabelText("What is wrong with it?")).toBeNull());
  await userEvent.keyboard("x");
  await userEvent.type(await screen.findByLabelText("What is wrong with it?"), "Wrong country");
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() =>
    expect(decided("reject_draft")).toEqual([{ p_draft_id: "draft-2", p_reason: "Wrong country" }]),
  );
});

it("tells who was faster, and sends anyway only when told to", async () => {
  let refused = 0;
  desk({
    "POST /rest/v1/rpc/approve_draft": () =>
      refused++ ? {} : new Refusal(409, "The customer has written since."),
  });
  await screen.findByRole("heading", { name: "A fire!" });
  await userEvent.keyboard("a");
  expect(await screen.findByText("The customer has written since.")).toBeVisible();
  expect(screen.getByRole("heading", { name: "A fire!" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Send it anyway" }));
  await waitFor(() => expect(decided("approve_draft")).toHaveLength(2));
  expect(decided("approve_draft")[1]).toMatchObject({ p_anyway: true });
});

it("takes an approved answer back", async () => {
  desk({ "POST /rest/v1/rpc/cancel_reply": () => ({ state: "pending" }) });
  await screen.findByRole("heading", { name: "A fire!" });
  await userEvent.keyboard("a");
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(decided("cancel_reply")).toEqual([{ p_draft_id: "draft-2" }]));
  expect(await screen.findByText("Taken back. It was not sent.")).toBeVisible();
});

it("shows the passage that a sentence came from", async () => {
  desk();
  await userEvent.click(
    await screen.findByRole("button", { name: "Sentence with source 1: Delivery times" }),
  );
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("A parcel takes three days.")).toBeVisible();
  expect(within(dialog).getByText(/Version 2 of the article/)).toBeVisible();
  await userEvent.keyboard("a"); // not meant for what stands behind
  expect(decided("approve_draft")).toEqual([]);
});

it("says that sending books a call, and a sentence of a record has no article", async () => {
  const booking = {
    tool: "book_call",
    arguments: { step: "book", starts_at: "2026-11-27T09:30:00Z" },
  };
  const [first] = waiting;
  const record = structuredClone(first?.ai_decisions);
  const citation = record?.draft.sentences[0]?.citations[0];
  Object.assign(citation ?? {}, { chunk_id: "record:book_call:1", article_id: null });
  waiting = [
    { ...first, ai_decisions: record, draft_wishes: [booking] } as unknown as (typeof waiting)[0],
  ];
  desk({ "GET /rest/v1/knowledge_versions": () => new Refusal(500, "not asked") });
  expect(await screen.findByText(/^Sending it books a call: .*27/)).toBeVisible();
  await userEvent.click(await screen.findByRole("button", { name: /^Sentence with source 1/ }));
  expect(await screen.findByRole("dialog")).toHaveTextContent(/Read from your own records/);
});

it("says what to do next when nothing waits", async () => {
  waiting = [];
  desk();
  expect(await screen.findByText("Nothing waits for review")).toBeVisible();
  expect(screen.getByRole("link", { name: "To the tickets" })).toHaveAttribute("href", "/desk");
});
