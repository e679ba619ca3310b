import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { CallbackPage } from "@/features/auth/CallbackPage";
import { AGENT, CUSTOMER, show } from "@/test/unit/render";

it("leads on whoever the link has signed in", async () => {
  const { router } = show(<CallbackPage />, {
    me: CUSTOMER,
    path: "/auth/callback?next=/new-password",
  });
  await expect.poll(() => router.state.location.pathname).toBe("/new-password");
});

it("leads members to the desk", async () => {
  const { router } = show(<CallbackPage />, { me: AGENT, path: "/auth/callback" });
  await expect.poll(() => router.state.location.pathname).toBe("/desk");
});

it("says that a link is too old, and asks for a new password where it was for that", async () => {
  const path = "/auth/callback?error_description=expired&next=/new-password";
  show(<CallbackPage />, { me: null, path });
  expect(await screen.findByText(/used already, or it is too old/)).toBeVisible();
  expect(screen.getByRole("link", { name: "Ask for a new link" })).toHaveAttribute(
    "href",
    "/forgot",
  );
});

it("says that a link belongs into the browser in which it was asked for", async () => {
  show(<CallbackPage />, { me: null, path: "/auth/callback?code=abc" });
  expect(await screen.findByText(/in which it was asked for/)).toBeVisible();
  expect(screen.getByRole("link", { name: "To the sign-in" })).toBeVisible();
});

it("says that the other address has a mail, too", async () => {
  show(<CallbackPage />, { me: CUSTOMER, path: "/auth/callback?message=one+of+two" });
  expect(await screen.findByText(/open the link in the mail to your other address/)).toBeVisible();
});
