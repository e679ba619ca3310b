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
      { id: "t1", key: "front", name: "Front desk", is_default: true },
      { id: "t2", key: "orders", name: "Orders", is_default: false },
    ],
    "GET /rest/v1/members": () => [],
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

test("keys hold letters and digits only", () => {
  expect(keyOf("  Élan 2000! ")).toBe("elan_2000");
  expect(keyOf("日本")).toBe("");
});
