import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ADMIN, show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { CategoriesPage } from "./CategoriesPage";

function desk() {
  return serve({
    "GET /rest/v1/ticket_categories": () => [
      { key: "shipping", label: "Shipping", description: "Parcels", team_id: "t1" },
    ],
    "GET /rest/v1/ai_policies": () => [
      { category: "shipping", mode: "review", min_confidence: 0.6, min_answerability: 0.6 },
    ],
    "GET /rest/v1/teams": () => [{ id: "t1", key: "front", name: "Front", is_default: true }],
    "POST /rest/v1/rpc/set_policy": () => ({}),
    "POST /rest/v1/rpc/set_category": () => "shipping",
    "POST /rest/v1/rpc/policy_agreement": () => ({
      n: 10,
      agreed: 9,
      low: 0.6,
      bar: 0.9,
      next: "auto",
      missing: 12,
    }),
  });
}
const policies = (asked: ReturnType<typeof desk>) =>
  asked.filter(({ path }) => path.endsWith("/set_policy")).map(({ body }) => body);

test("a mode is set at once; answering by itself is asked about", async () => {
  const asked = desk();
  show(<CategoriesPage />, { me: ADMIN });
  const user = userEvent.setup();
  const modes = await screen.findByRole("radiogroup", { name: /Shipping/ });
  await user.click(within(modes).getByText("Shadow"));
  await waitFor(() =>
    expect(policies(asked)).toEqual([{ p_category: "shipping", p_mode: "shadow" }]),
  );
  await user.click(within(modes).getByText("Auto"));
  const dialog = await screen.findByRole("dialog");
  expect(policies(asked)).toHaveLength(1);
  await user.click(within(dialog).getByRole("button", { name: "Let it answer" }));
  await waitFor(() => expect(policies(asked)).toHaveLength(2));
});

test("editing keeps the team, and says what the AI has earned", async () => {
  const asked = desk();
  show(<CategoriesPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const form = await screen.findByRole("dialog");
  expect(await within(form).findByText(/9 of 10 judged drafts/)).toBeVisible();
  await user.type(within(form).getByLabelText(/^Description/), " and customs");
  await user.click(within(form).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith("/set_category"))?.body).toEqual({
      p_key: "shipping",
      p_label: "Shipping",
      p_description: "Parcels and customs",
      p_team: "front",
    }),
  );
  expect(policies(asked)).toEqual([]); // the thresholds were not touched
});
