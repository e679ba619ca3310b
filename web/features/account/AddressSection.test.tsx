import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { AddressSection } from "@/features/account/AddressSection";
import { sent, serveSignedIn, USER } from "@/features/account/testing";
import { CUSTOMER, show } from "@/test/unit/render";
import { Refusal } from "@/test/unit/server";

const customer = (email: string) => () => [{ id: CUSTOMER.customerId, name: "Hannah", email }];
const UNPROVED = { ...USER, identities: [] };

it("has nothing to say while answers go where one signs in", async () => {
  await serveSignedIn({
    "GET /rest/v1/customers": customer(USER.email),
    "GET /rest/v1/customer_preferences": () => [],
  });
  const { queries } = show(<AddressSection />, { me: CUSTOMER });
  expect(await screen.findByText(/You sign in with/)).toHaveTextContent(USER.email);
  await expect.poll(() => queries.isFetching()).toBe(0);
  expect(screen.queryByRole("button", { name: /Send them to/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /confirm/ })).toBeNull();
});

it("offers to send answers to the address that one signs in with now", async () => {
  const said = "This address belongs to another account: write to us, and we join the two.";
  let refused = true;
  const asked = await serveSignedIn({
    "GET /rest/v1/customers": customer("old@postbox.example"),
    "GET /rest/v1/customer_preferences": () => [],
    "POST /rest/v1/rpc/use_my_address": () => (refused ? new Refusal(409, said) : {}),
  });
  show(<AddressSection />, { me: CUSTOMER });
  const adopt = await screen.findByRole("button", { name: `Send them to ${USER.email}` });
  expect(screen.getByText(/Our answers still go to/)).toHaveTextContent("old@postbox.example");
  await userEvent.click(adopt);
  expect(await screen.findByText(said)).toBeVisible();
  refused = false;
  await userEvent.click(adopt);
  expect(await screen.findByText(`Answers go to ${USER.email} from now on.`)).toBeVisible();
  expect(sent(asked, "/use_my_address")).toHaveLength(2);
});

it("mails a link to who has not confirmed the address", async () => {
  const asked = await serveSignedIn({
    "GET /auth/v1/user": () => UNPROVED,
    "POST /auth/v1/otp": () => ({}),
  });
  show(<AddressSection />, { me: { ...CUSTOMER, customerId: null } });
  await userEvent.click(await screen.findByRole("button", { name: "Mail me a link to confirm" }));
  expect(await screen.findByText(/The link is on its way/)).toBeVisible();
  expect(sent(asked, "/otp")[0]).toMatchObject({ email: USER.email, create_user: false });
});

it("changes the address, but to no other's and not to the same", async () => {
  const asked = await serveSignedIn({
    "GET /rest/v1/customers": customer(USER.email),
    "GET /rest/v1/customer_preferences": () => [],
    "PUT /auth/v1/user": () => new Refusal(422, "taken", "email_exists"),
  });
  show(<AddressSection />, { me: CUSTOMER });
  const field = await screen.findByLabelText("New address");
  const change = screen.getByRole("button", { name: "Change the address" });
  await userEvent.type(field, USER.email.toUpperCase());
  await userEvent.click(change);
  expect(screen.getByText("That is the address you have.")).toBeVisible();
  await userEvent.clear(field);
  await userEvent.type(field, "taken@postbox.example");
  await userEvent.click(change);
  expect(await screen.findByText("There is an account with this address already.")).toBeVisible();
  expect(sent(asked, "/user")[0]).toMatchObject({ email: "taken@postbox.example" });
});
