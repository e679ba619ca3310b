import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { CUSTOMER, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";
import { RequestsPage } from "./RequestsPage";

const now = new Date().toISOString();
const ticket = (number: number, subject: string, status: string) => ({
  ...{ id: `t${number}`, number, subject, status, customer_id: CUSTOMER.customerId },
  ...{ created_at: now, updated_at: now, merged_into: null, solved_at: null },
});
const ALL = [
  ticket(3, "Kettle leaks", "open"),
  ticket(2, "Opening hours", "pending"),
  ticket(1, "", "solved"),
];

function desk(all: object[] | Refusal = ALL, found: string[] = []) {
  return serve({
    "GET /rest/v1/tickets": () => all,
    "POST /rest/v1/rpc/search_tickets": () => ({ tickets: found.map((id) => ({ id })) }),
  });
}

const open = (path = "/requests") => show(<RequestsPage />, { me: CUSTOMER, path });
const lines = () => screen.queryAllByRole("listitem").map((one) => one.textContent);

describe("my requests", () => {
  it("are listed in the customer's words", async () => {
    desk();
    open();
    await screen.findByRole("link", { name: /Kettle leaks/ });
    expect(lines()).toEqual([
      expect.stringContaining("We are on it"),
      expect.stringContaining("Your turn"),
      expect.stringContaining("No subjectSolved"),
    ]);
    expect(screen.getByRole("link", { name: /Kettle leaks/ })).toHaveAttribute(
      "href",
      "/requests/3",
    );
  });

  it.each([
    ["Open", ["Kettle", "Opening"]],
    ["Your turn", ["Opening"]],
    ["Done", ["No subject"]],
  ])("are sifted: %s", async (state, expected) => {
    desk();
    const { router } = open();
    await userEvent.click(await screen.findByRole("radio", { name: state }));
    await waitFor(() =>
      expect(lines()).toEqual(expected.map((one) => expect.stringContaining(one))),
    );
    expect(router.state.location.search).toHaveProperty("status");
  });

  it("are as the address says", async () => {
    desk();
    open("/requests?status=done");
    await screen.findByRole("link", { name: /No subject/ });
    expect(lines()).toHaveLength(1);
  });

  it("are found by what was written in them; operators are only words", async () => {
    const seen = desk(ALL, ["t1"]);
    open();
    await userEvent.type(await screen.findByLabelText("Search my requests"), 'is:"bicycle');
    await waitFor(() => expect(lines()).toEqual([expect.stringContaining("No subject")]));
    expect(seen.at(-1)?.body).toMatchObject({ p_query: "is bicycle" });
  });

  it("say when nothing fits, and lead back to all", async () => {
    desk();
    open("/requests?q=zebra");
    await screen.findByText("Nothing fits");
    await userEvent.click(screen.getByRole("button", { name: "Show all" }));
    await waitFor(() => expect(lines()).toHaveLength(3));
  });

  it("that do not exist yet say what to do", async () => {
    desk([]);
    open();
    await screen.findByText("You have no requests yet");
    expect(screen.getByRole("link", { name: "Write to us" })).toHaveAttribute("href", "/new");
  });

  it("can be tried again when the desk did not answer", async () => {
    desk(new Refusal(400, "Something is off."));
    open();
    await screen.findByText("Something is off.");
    desk();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("link", { name: /Kettle leaks/ });
  });
});
