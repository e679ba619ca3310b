import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ADMIN, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";
import { keyOf } from "./keyOf";
import { TeamsPage } from "./TeamsPage";

function desk() {
  return serve({
    "GET /rest/v1/teams": () => [
      { id: "t1", key: "front", name: "Front desk", is_default: true, signature: "" },
      { id: "t2", key: "orders", name: "Orders", is_default: false, signature: "" },
    ],
    "GET /rest/v1/members": () => [],
    "POST /rest/v1/rpc/routing_overview": () => ({
      teams: [{ key: "orders", strategy: "round_robin", fallback: "front", waiting: 3 }],
      members: [],
      skills_needed: [],
    }),
    "POST /rest/v1/rpc/set_team_routing": () => ({}),
    "POST /rest/v1/rpc/set_team_signature": () => ({}),
    "POST /rest/v1/rpc/set_team": () => "t3",
    "POST /rest/v1/rpc/remove_team": () => new Refusal(409, "A rule is still made for orders."),
  });
}

test("a new team gets its key from its name", async () => {
  const asked = desk();
  show(<TeamsPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New team" }));
  const form = await screen.findByRole("dialog");
  await user.type(within(form).getByLabelText(/Name/), "Rösterei & Café");
  await user.click(within(form).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith("/set_team"))?.body).toEqual({
      p_key: "rosterei_cafe",
      p_name: "Rösterei & Café",
      p_default: false,
    }),
  );
});

test("the team for new tickets stays; another goes with a place for its work", async () => {
  const asked = desk();
  show(<TeamsPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Remove" })); // only one has it
  const form = await screen.findByRole("dialog");
  await user.click(within(form).getByRole("button", { name: "Remove" }));
  expect(await within(form).findByText("A rule is still made for orders.")).toBeVisible();
  expect(asked.find(({ path }) => path.endsWith("/remove_team"))?.body).toEqual({
    p_team: "orders",
    p_into: "front",
  });
});

test("how a team shares out, and its signature", async () => {
  const asked = desk();
  show(<TeamsPage />, { me: ADMIN });
  const user = userEvent.setup();
  expect(
    await screen.findByText("One after another · then Front desk · 3 wait for somebody"),
  ).toBeVisible();
  await user.click(screen.getAllByRole("button", { name: "Edit" })[1] as HTMLElement);
  const form = await screen.findByRole("dialog");
  await user.click(within(form).getByRole("combobox", { name: /shared out/ }));
  await user.click(await screen.findByRole("option", { name: "To who has least", hidden: true }));
  await user.click(within(form).getByLabelText(/^Signature/));
  await user.paste("Your orders team");
  await user.click(within(form).getByRole("button", { name: "Save" }));
  const body = (name: string) => asked.find(({ path }) => path.endsWith(name))?.body;
  await waitFor(() =>
    expect(body("/set_team_signature")).toEqual({
      p_team: "orders",
      p_signature: "Your orders team",
    }),
  );
  expect(body("/set_team_routing")).toEqual({ p_team: "orders", p_strategy: "least_loaded" });
});

test("keys hold letters and digits only", () => {
  expect(keyOf("  Élan 2000! ")).toBe("elan_2000");
  expect(keyOf("日本")).toBe("");
});
