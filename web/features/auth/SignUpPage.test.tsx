import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { SignUpPage } from "@/features/auth/SignUpPage";
import { show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";

async function signUp() {
  show(<SignUpPage />, { me: null, path: "/sign-up" });
  await userEvent.type(await screen.findByLabelText("Your name"), "Zoe Meier");
  await userEvent.type(screen.getByLabelText("Email"), "zoe@postbox.example");
  await userEvent.type(screen.getByLabelText("Password"), "a long one");
  await userEvent.click(screen.getByRole("button", { name: "Create the account" }));
}

it("sends name and language along, and asks to look in the mail where that confirms", async () => {
  const asked = serve({
    "POST /auth/v1/signup": () => ({ id: "1", email: "zoe@postbox.example" }),
    "POST /auth/v1/resend": () => ({}),
  });
  await signUp();
  expect(await screen.findByRole("heading", { name: "Look in your mail" })).toBeVisible();
  expect(asked[0]?.body).toMatchObject({
    email: "zoe@postbox.example",
    data: { name: "Zoe Meier", locale: "en" },
  });
  await userEvent.click(screen.getByRole("button", { name: "Send it again" }));
  expect(await screen.findByText("Sent once more.")).toBeVisible();
  expect(asked[1]?.body).toMatchObject({ type: "signup", email: "zoe@postbox.example" });
});

it.each([
  ["user_already_exists", "sign in instead"],
  ["weak_password", "too easy to guess"],
  ["signup_disabled", "cannot be created here"],
  ["something_new", "as the server says it"],
])("says what to do about %s", async (code, said) => {
  serve({ "POST /auth/v1/signup": () => new Refusal(422, "as the server says it", code) });
  await signUp();
  expect(await screen.findByText(said, { exact: false })).toBeVisible();
});
