import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ForgotPage } from "@/features/auth/ForgotPage";
import { NewPasswordPage } from "@/features/auth/NewPasswordPage";
import { CUSTOMER, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";

it("mails a link to a new password, and says when that was a moment ago", async () => {
  let sent = 0;
  const asked = serve({
    "POST /auth/v1/recover": () =>
      sent++ ? new Refusal(429, "Wait", "over_email_send_rate_limit") : {},
  });
  show(<ForgotPage />, { me: null, path: "/forgot" });
  await userEvent.type(await screen.findByLabelText("Email"), "hannah@postbox.example");
  await userEvent.click(screen.getByRole("button", { name: "Send the link" }));
  expect(await screen.findByText(/a link is on its way there/)).toBeVisible();
  expect(asked[0]?.query.get("redirect_to")).toContain("/auth/callback?next=%2Fnew-password");
  await userEvent.click(screen.getByRole("button", { name: "Send it again" }));
  expect(await screen.findByText(/wait a minute/)).toBeVisible();
});

it("a new password needs the link: without it there is a way to another", async () => {
  serve({});
  show(<NewPasswordPage />, { me: null, path: "/new-password" });
  expect(await screen.findByRole("link", { name: "Ask for a new link" })).toHaveAttribute(
    "href",
    "/forgot",
  );
});

it("names whose password it is, and wants one", async () => {
  const asked = serve({});
  show(<NewPasswordPage />, { me: CUSTOMER, path: "/new-password" });
  expect(await screen.findByText(`For ${CUSTOMER.email}.`)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Set the password" }));
  expect(screen.getByText("Choose a password.")).toBeVisible();
  expect(asked).toEqual([]);
});
