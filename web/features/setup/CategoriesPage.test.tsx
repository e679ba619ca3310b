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
      {
        ...{ category: "shipping", mode: "review", min_confidence: 0.6, min_answerability: 0.6 },
        ...{ promote: "hand", bar: 0.9 },
      },
    ],
    "GET /rest/v1/teams": () => [{ id: "t1", key: "front", name: "Front", is_default: true }],
    "GET /rest/v1/ai_agreements": () =>
      Array.from({ length: 80 }, () => ({ agreed: true, ai_decisions: { confidence: 0.734 } })),
    "GET /rest/v1/members": () => [{ user_id: "u1", name: "Anna Keller" }],
    "GET /rest/v1/audit_log": () => [
      {
        ...{ id: 2, at: "2026-11-25T08:00:00Z", actor: "u1", action: "policy.set" },
        details: { before: { mode: "shadow" }, after: { mode: "review" } },
      },
    ],
    "POST /rest/v1/rpc/routing_overview": () => ({
      teams: [],
      members: [],
      skills_needed: [{ fact: "category", value: "shipping", skill: "customs" }],
    }),
    "POST /rest/v1/rpc/set_skills_needed": () => ({}),
    "POST /rest/v1/rpc/set_promotion": () => ({}),
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

test("editing keeps the team, and the skills that its tickets need", async () => {
  const asked = desk();
  show(<CategoriesPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const form = await screen.findByRole("dialog");
  expect(await within(form).findByText("customs")).toBeVisible();
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
  expect(asked.some(({ path }) => path.endsWith("/set_skills_needed"))).toBe(false);
});

test("the AI's terms: what is earned, who promotes, the threshold that keeps a promise", async () => {
  const asked = desk();
  show(<CategoriesPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /Shipping, settings/ }));
  const form = await screen.findByRole("dialog");
  expect(await within(form).findByText(/9 of 10 judged drafts/)).toBeVisible();
  expect(await within(form).findByText("Mode: Shadow → Review")).toBeVisible();
  expect(await within(form).findByText(/Kept from 73.4% on: 80 of 80/)).toBeVisible();
  await user.click(within(form).getByRole("button", { name: "Use it" }));
  await user.click(within(form).getByLabelText(/It moves up by itself/));
  await user.click(within(form).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith("/set_promotion"))?.body).toEqual({
      p_category: "shipping",
      p_promote: "itself",
      p_bar: 0.9,
    }),
  );
  expect(policies(asked)).toEqual([
    {
      p_category: "shipping",
      p_mode: "review",
      p_min_confidence: 0.74, // rounded up: a lower one would not keep it
      p_min_answerability: 0.6,
    },
  ]);
});

test("a name without Latin letters needs a key", async () => {
  const asked = desk();
  show(<CategoriesPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New category" }));
  const form = await screen.findByRole("dialog");
  await user.type(within(form).getByLabelText(/^Name/), "Доставка");
  expect(within(form).getByText(/no Latin letters/)).toBeVisible();
  expect(within(form).getByRole("button", { name: "Save" })).toBeDisabled();
  await user.type(within(form).getByLabelText(/^Key/), "shipping");
  expect(within(form).getByText("There is this key already.")).toBeVisible();
  await user.type(within(form).getByLabelText(/^Key/), "_ru");
  await user.click(within(form).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith("/set_category"))?.body).toMatchObject({
      p_key: "shipping_ru",
      p_label: "Доставка",
    }),
  );
});
