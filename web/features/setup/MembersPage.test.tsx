import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ADMIN, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";
import { MembersPage } from "./MembersPage";

const PRIYA = {
  id: "m2",
  user_id: "u2",
  name: "Priya Nair",
  email: "priya@bergbach.example",
  role: "agent",
  active: true,
  available: true,
  team_members: [{ teams: { key: "front" } }],
};
const LINK = {
  id: "i1",
  email: "kim@bergbach.example",
  name: "",
  role: "agent",
  teams: [],
  sends: 1,
  expires_at: "2099-01-01T00:00:00Z",
};

function desk(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /rest/v1/members": () => [PRIYA],
    "GET /rest/v1/invitations": () => [LINK],
    "GET /rest/v1/teams": () => [
      { id: "t1", key: "front", name: "Front desk", is_default: true },
      { id: "t2", key: "orders", name: "Orders", is_default: false },
    ],
    "GET /rest/v1/calendars": () => [{ key: "roastery", name: "Roastery and shop" }],
    "POST /rest/v1/rpc/routing_overview": () => ({
      teams: [],
      members: [
        {
          ...{ id: "m2", skills: ["english"], capacity: 20, load: 2.5, working: true },
          ...{ away: true, away_until: null, calendar: "roastery" },
        },
      ],
      skills_needed: [],
    }),
    ...more,
  });
}

test("an invitation carries what was chosen, and a refusal stays in the form", async () => {
  const asked = desk({
    "POST /rest/v1/rpc/invite_member": () => new Refusal(409, "kim@x.example is invited already."),
  });
  show(<MembersPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Invite" }));
  const form = await screen.findByRole("dialog");
  await user.type(within(form).getByLabelText(/Email/), "kim@x.example");
  await user.click(within(form).getByText("Admin"));
  await user.click(within(form).getByRole("button", { name: "Send the invitation" }));
  expect(await within(form).findByText("kim@x.example is invited already.")).toBeVisible();
  const sent = asked.find(({ path }) => path.endsWith("/invite_member"));
  expect(sent?.body).toMatchObject({ p_email: "kim@x.example", p_role: "admin", p_teams: [] });
});

test("an invitation on its way is sent again and withdrawn", async () => {
  const asked = desk({
    "POST /rest/v1/rpc/resend_invitation": () => LINK,
    "POST /rest/v1/rpc/revoke_invitation": () => LINK,
  });
  show(<MembersPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /to kim@bergbach.example again/ }));
  await user.click(screen.getByRole("button", { name: /Withdraw the invitation of kim/ }));
  await waitFor(() =>
    expect(
      asked.filter(({ path }) => path.includes("_invitation")).map(({ body }) => body),
    ).toEqual([{ p_invitation_id: "i1" }, { p_invitation_id: "i1" }]),
  );
});

test("deactivating asks first", async () => {
  const asked = desk({ "POST /rest/v1/rpc/set_member_active": () => PRIYA });
  show(<MembersPage />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Deactivate" }));
  expect(asked.some(({ path }) => path.endsWith("/set_member_active"))).toBe(false);
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Deactivate" }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith("/set_member_active"))?.body).toEqual({
      p_member_id: "m2",
      p_active: false,
    }),
  );
});

test("skills and load are seen, and only what was changed of them is sent", async () => {
  const asked = desk({ "POST /rest/v1/rpc/set_member_routing": () => ({}) });
  show(<MembersPage />, { me: ADMIN });
  const user = userEvent.setup();
  expect(await screen.findByText(/Load 2.5 of 20 · english/)).toBeVisible();
  expect(screen.getByText("away until further notice")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Edit" }));
  const form = await screen.findByRole("dialog");
  await user.type(within(form).getByLabelText(/^Skills/, { selector: "input" }), "german,");
  const load = within(form).getByLabelText(/^Load at most/);
  await user.clear(load);
  await user.type(load, "12");
  await user.click(within(form).getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith("/set_member_routing"))?.body).toEqual({
      p_member: "m2",
      p_skills: ["english", "german"],
      p_capacity: 12,
    }),
  );
});
