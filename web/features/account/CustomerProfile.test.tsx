import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { CustomerProfile } from "@/features/account/CustomerProfile";
import { sent, serveSignedIn, USER } from "@/features/account/testing";
import { chooseLanguage } from "@/lib/i18n";
import { CUSTOMER, show } from "@/test/unit/render";
import { Refusal } from "@/test/unit/server";

afterEach(() => chooseLanguage("en"));

async function rename(name: string) {
  const field = await screen.findByLabelText("Name");
  await userEvent.clear(field);
  if (name) await userEvent.type(field, name);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
}

it("tells Auth and the desk, and speaks the language that was chosen", async () => {
  const asked = await serveSignedIn({
    "PUT /auth/v1/user": () => USER,
    "POST /rest/v1/rpc/set_my_details": () => ({}),
  });
  show(<CustomerProfile />, { me: CUSTOMER });
  await userEvent.click(await screen.findByLabelText("Language", { selector: "input" }));
  await userEvent.click(await screen.findByText("Deutsch"));
  await rename("Hannah W.");
  expect(await screen.findByText("Gespeichert.")).toBeVisible();
  expect(sent(asked, "/user")[0]).toMatchObject({ data: { name: "Hannah W.", locale: "de" } });
  expect(sent(asked, "/set_my_details")).toEqual([
    { p_name: "Hannah W.", p_locale: "de", p_time_zone: "Europe/Zurich" },
  ]);
});

it("before the first request there is no customer: Auth alone keeps the name", async () => {
  const asked = await serveSignedIn({ "PUT /auth/v1/user": () => USER });
  show(<CustomerProfile />, { me: { ...CUSTOMER, customerId: null } });
  await rename("Hannah W.");
  expect(await screen.findByText("Saved.")).toBeVisible();
  expect(sent(asked, "/set_my_details")).toEqual([]);
  expect(screen.queryByLabelText("Time zone")).toBeNull();
});

it("wants a name, and shows why one was refused", async () => {
  const said = "A name may have 200 characters at most.";
  const asked = await serveSignedIn({
    "PUT /auth/v1/user": () => USER,
    "POST /rest/v1/rpc/set_my_details": () => new Refusal(422, said),
  });
  show(<CustomerProfile />, { me: CUSTOMER });
  await rename("");
  expect(screen.getByText("A name has at least one letter.")).toBeVisible();
  expect(sent(asked, "/user")).toEqual([]);
  await rename("Long");
  expect(await screen.findByText(said)).toBeVisible();
});
