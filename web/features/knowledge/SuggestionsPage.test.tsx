import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ADMIN, show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { SuggestionsPage } from "./SuggestionsPage";

const DOGS = {
  id: "s1",
  title: "Dogs in the shop",
  content: "Dogs are **welcome**.",
  language: "en",
  state: "pending",
  reason: "",
  decided_at: null,
  created_at: "2026-11-25T08:00:00Z",
  article: null,
  gap: {
    title: "Are dogs welcome?",
    category: "store_info",
    gap_signals: [{ id: 1, question: "May I bring my dog?", answer: null }],
  },
};

function desk() {
  return serve({
    "GET /rest/v1/kb_suggestions": ({ query }) =>
      query.get("state")?.startsWith("eq.") ? [DOGS] : [],
    "GET /rest/v1/knowledge_base": () => [],
    "POST /rest/v1/rpc/approve_suggestion": () => ({}),
    "POST /rest/v1/rpc/reject_suggestion": () => ({}),
  });
}
const decided = (asked: ReturnType<typeof desk>) =>
  asked.find(({ path }) => path.endsWith("_suggestion"))?.body;

test("a suggestion shows the questions behind it and is approved as corrected", async () => {
  const asked = desk();
  show(<SuggestionsPage />, { me: ADMIN });
  const user = userEvent.setup();
  expect(await screen.findByText("May I bring my dog?")).toBeVisible();
  await user.click(screen.getByText("Edit"));
  await user.type(screen.getByLabelText("Text"), " On a lead.");
  await user.click(screen.getByRole("button", { name: "Approve" }));
  await waitFor(() =>
    expect(decided(asked)).toEqual({
      p_suggestion_id: "s1",
      p_title: "Dogs in the shop",
      p_content: "Dogs are **welcome**. On a lead.",
      p_slug: null,
      p_visibility: "public",
    }),
  );
});

test("rejecting needs a reason", async () => {
  const asked = desk();
  show(<SuggestionsPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Reject" }));
  expect(screen.getByRole("button", { name: "Reject" })).toBeDisabled();
  await user.type(screen.getByLabelText(/Why is it rejected/), "It says nothing new.");
  await user.click(screen.getByRole("button", { name: "Reject" }));
  await waitFor(() =>
    expect(decided(asked)).toEqual({ p_suggestion_id: "s1", p_reason: "It says nothing new." }),
  );
});
