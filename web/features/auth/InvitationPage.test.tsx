import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { InvitationPage } from "@/features/auth/InvitationPage";
import { AGENT, CUSTOMER, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";

const USER = { id: "7", email: "kim@postbox.example", aud: "authenticated" };
const SESSION = {
  access_token: "a.b.c",
  refresh_token: "r",
  expires_in: 3600,
  token_type: "bearer",
  user: USER,
};

it("signs up, accepts with the token of the link, and keeps the name", async () => {
  const asked = serve({
    "POST /auth/v1/signup": () => SESSION,
    "POST /rest/v1/rpc/accept_invitation": () => ({}),
    "POST /rest/v1/rpc/set_profile": () => ({}),
  });
  const { router } = show(<InvitationPage />, { me: null, path: "/invitation?token=secret" });
  await userEvent.type(await screen.findByLabelText("Your name"), "Kim");
  await userEvent.type(screen.getByLabelText("Email"), "kim@postbox.example");
  await userEvent.type(screen.getByLabelText("Password"), "a long one");
  await userEvent.click(screen.getByRole("button", { name: "Join" }));
  await expect.poll(() => router.state.location.pathname).toBe("/desk");
  const [, accepted, named] = asked;
  expect(accepted?.body).toEqual({ p_token: "secret" });
  expect(named?.body).toEqual({ p_name: "Kim" });
});

it("is accepted by who is signed in, and says why it cannot be", async () => {
  const said = "There is no such invitation any more: ask an admin to send it again.";
  const asked = serve({
    "POST /rest/v1/rpc/accept_invitation": () => new Refusal(404, said),
  });
  show(<InvitationPage />, { me: CUSTOMER, path: "/invitation?token=old" });
  await userEvent.click(await screen.findByRole("button", { name: "Join" }));
  expect(await screen.findByText(said, { exact: false })).toBeVisible();
  expect(asked[0]?.body).toEqual({ p_token: "old" });
});

it("asks for the code where the link has none", async () => {
  const asked = serve({ "POST /rest/v1/rpc/accept_invitation": () => ({}) });
  show(<InvitationPage />, { me: { ...CUSTOMER, name: CUSTOMER.email }, path: "/invitation" });
  await userEvent.type(await screen.findByLabelText("Code from the invitation"), " typed ");
  await userEvent.click(screen.getByRole("button", { name: "Join" }));
  await expect.poll(() => asked[0]?.body).toEqual({ p_token: "typed" });
});

it("has nothing to do for a member", async () => {
  serve({});
  show(<InvitationPage />, { me: AGENT, path: "/invitation?token=secret" });
  expect(await screen.findByRole("link", { name: "To the desk" })).toBeVisible();
});
