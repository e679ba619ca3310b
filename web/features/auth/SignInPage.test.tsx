import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { SignInPage } from "@/features/auth/SignInPage";
import { CUSTOMER, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";

const nobody = { me: null, path: "/sign-in?next=/requests/7" };

async function fill(email: string, password?: string) {
  await userEvent.type(await screen.findByLabelText("Email"), email);
  if (password) await userEvent.type(screen.getByLabelText("Password"), password);
}

it("says what is wrong with a password, in words", async () => {
  const asked = serve({
    "POST /auth/v1/token": () =>
      new Refusal(400, "Invalid login credentials", "invalid_credentials"),
  });
  show(<SignInPage />, nobody);
  await fill("hannah@postbox.example", "guessed");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(
    await screen.findByText("The email address or the password is wrong.", { exact: false }),
  ).toBeVisible();
  expect(asked[0]?.body).toMatchObject({ email: "hannah@postbox.example", password: "guessed" });
});

it("asks for what is missing before it asks the server", async () => {
  const asked = serve({});
  show(<SignInPage />, nobody);
  await fill("hannah");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(screen.getByText("An email address looks like name@example.com.")).toBeVisible();
  expect(screen.getByText("Enter your password.")).toBeVisible();
  expect(asked).toEqual([]);
});

it("mails a link that leads back to where one was going, and takes its code", async () => {
  const asked = serve({
    "POST /auth/v1/otp": () => ({}),
    "POST /auth/v1/verify": () => new Refusal(403, "Token has expired", "otp_expired"),
  });
  show(<SignInPage />, nobody);
  await fill("hannah@postbox.example");
  await userEvent.click(screen.getByRole("button", { name: "Mail me a sign-in link" }));
  expect(await screen.findByRole("heading", { name: "Look in your mail" })).toBeVisible();
  const leads = new URL(asked[0]?.query.get("redirect_to") ?? "");
  expect(leads.pathname + leads.search).toBe("/auth/callback?next=%2Frequests%2F7");

  await userEvent.type(screen.getByLabelText("Code from the mail"), "123456");
  await userEvent.click(screen.getByRole("button", { name: "Go on" }));
  expect(await screen.findByText("wrong or too old", { exact: false })).toBeVisible();
  expect(asked[1]?.body).toMatchObject({ token: "123456", type: "email" });
});

it.each([
  ["/sign-in?next=/requests/7", "/requests/7"],
  ["/sign-in?next=https://elsewhere.example/", "/requests"],
  ["/sign-in?next=//elsewhere.example", "/requests"],
])("from %s whoever is signed in goes to %s", async (path, there) => {
  serve({});
  const { router } = show(<SignInPage />, { me: CUSTOMER, path });
  await expect.poll(() => router.state.location.pathname).toBe(there);
});
