import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { MailWishes } from "@/features/account/MailWishes";
import { PasswordSection } from "@/features/account/PasswordSection";
import { sent, serveSignedIn, USER } from "@/features/account/testing";
import { CUSTOMER, show } from "@/test/unit/render";
import { Refusal } from "@/test/unit/server";

it("shows what one is mailed, and puts it back when a change is refused", async () => {
  const said = "This customer does not sign in, so without mails no answer would reach them.";
  let mails = "answers";
  const asked = await serveSignedIn({
    "GET /rest/v1/customers": () => [{ id: CUSTOMER.customerId, email: USER.email }],
    "GET /rest/v1/customer_preferences": () => [{ mails }],
    "POST /rest/v1/rpc/set_mail_preference": ({ body }) => {
      const { p_mails } = body as { p_mails: string };
      if (p_mails === "none") return new Refusal(409, said);
      mails = p_mails;
      return { mails };
    },
  });
  show(<MailWishes />, { me: CUSTOMER });
  expect(await screen.findByRole("radio", { name: "Answers only" })).toBeChecked();
  await userEvent.click(screen.getByRole("radio", { name: "Nothing" }));
  expect(await screen.findByText(said)).toBeVisible();
  expect(screen.getByRole("radio", { name: "Answers only" })).toBeChecked();
  await userEvent.click(screen.getByRole("radio", { name: "Everything" }));
  await expect.poll(() => screen.getByRole("radio", { name: "Everything" })).toBeChecked();
  expect(sent(asked, "/set_mail_preference")).toEqual([{ p_mails: "none" }, { p_mails: "all" }]);
});

it("a new password is set, or said why not", async () => {
  let code = "same_password";
  const asked = await serveSignedIn({
    "PUT /auth/v1/user": () => (code ? new Refusal(422, "No.", code) : USER),
  });
  show(<PasswordSection />, { me: CUSTOMER });
  const field = await screen.findByLabelText("New password");
  const set = screen.getByRole("button", { name: "Change the password" });
  await userEvent.type(field, "quiet-harbour");
  await userEvent.click(set);
  expect(await screen.findByText(/choose another one/)).toBeVisible();
  code = "";
  await userEvent.click(set);
  expect(await screen.findByText("Your new password is set.")).toBeVisible();
  expect(field).toHaveValue("");
  expect(sent(asked, "/user")[1]).toMatchObject({ password: "quiet-harbour" });
});
