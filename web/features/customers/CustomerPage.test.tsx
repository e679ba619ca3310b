import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { CustomerPage } from "./CustomerPage";

const ID = "30000000-0000-4000-8000-000000000001";
vi.mock("@tanstack/react-router", async (original) => ({
  ...(await original<object>()),
  useParams: () => ({ id: ID }),
}));

const address = (name: string, primary: boolean) => ({
  address: name,
  channel: "email",
  primary,
  verified: primary,
});
const HISTORY = {
  customer: { id: ID, name: "Walter", email: "w@x.example", locale: "en", merged_into: null },
  company: null,
  addresses: [address("w@x.example", true), address("walter@y.example", false)],
  blocked: null,
  merged_from: [],
  notes: [],
  counts: { total: 1, by_status: { open: 1 } },
  first_contact_at: null,
  last_contact_at: null,
  tickets: [
    {
      id: "t",
      number: 7,
      subject: "Vouchers",
      status: "open",
      priority: 3,
      created_at: "2026-11-25T08:00:00Z",
    },
  ],
};

type Handlers = Parameters<typeof serve>[0];

function desk(history: object = {}, more: Handlers = {}) {
  return serve({
    "POST /rest/v1/rpc/customer_history": () => ({ ...HISTORY, ...history }),
    "GET /rest/v1/companies": () => [],
    ...more,
  });
}

const sent = (asked: Asked[], name: string) =>
  asked.filter((one) => one.path === `/rest/v1/rpc/${name}`).map((one) => one.body);

test("their tickets lead to their pages", async () => {
  desk();
  show(<CustomerPage />);
  const link = await screen.findByRole("link", { name: "Vouchers" });
  expect(link).toHaveAttribute("href", "/desk/tickets/7");
});

test("answers go to another address, the primary one cannot be taken away", async () => {
  const asked = desk({}, { "POST /rest/v1/rpc/set_customer_address": () => [] });
  show(<CustomerPage />);
  expect(await screen.findAllByRole("button", { name: /^Change / })).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: "Change walter@y.example" }));
  await userEvent.click(await screen.findByText("Send answers here"));
  await waitFor(() =>
    expect(sent(asked, "set_customer_address")).toEqual([
      { p_customer_id: ID, p_address: "walter@y.example", p_channel: "email", p_primary: true },
    ]),
  );
});

test("an address of somebody else is refused in words, and stays in the field", async () => {
  desk({}, { "POST /rest/v1/rpc/add_customer_address": () => new Refusal(409, "Not theirs.") });
  show(<CustomerPage />);
  const field = await screen.findByRole("textbox", { name: "Another address" });
  await userEvent.type(field, "b@x.example{Enter}");
  expect(await screen.findByText("Not theirs.")).toBeInTheDocument();
  expect(field).toHaveValue("b@x.example");
});

test("a block says what it kept, and is lifted", async () => {
  const blocked = { id: "b1", kind: "customer", reason: "Only adverts", messages: 2 };
  const asked = desk({ blocked }, { "POST /rest/v1/rpc/unblock_sender": () => ({}) });
  show(<CustomerPage />);
  expect(await screen.findByText(/2 messages since were kept/)).toHaveTextContent("Only adverts");
  await userEvent.click(screen.getByRole("button", { name: "Lift the block" }));
  await waitFor(() => expect(sent(asked, "unblock_sender")).toEqual([{ p_block_id: "b1" }]));
});

test("a merge is undone where it led", async () => {
  const merge = { merge_id: "m1", email: "old@x.example", reason: "", merged_at: "2026-11-25" };
  const asked = desk(
    { merged_from: [merge] },
    { "POST /rest/v1/rpc/unmerge_customers": () => ({}) },
  );
  show(<CustomerPage />);
  const line = (await screen.findByText(/old@x.example was merged/)).parentElement as HTMLElement;
  await userEvent.click(within(line).getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(sent(asked, "unmerge_customers")).toEqual([{ p_merge_id: "m1" }]));
});

test("who was merged away leads to who they are now, and is not changed", async () => {
  desk({ customer: { ...HISTORY.customer, merged_into: "other" } });
  show(<CustomerPage />);
  const link = await screen.findByRole("link", { name: "Go to that customer" });
  expect(link).toHaveAttribute("href", "/desk/customers/other");
  expect(screen.queryByRole("button", { name: "Block" })).not.toBeInTheDocument();
});

test("a name is saved, and then the one is shown that the desk has", async () => {
  let name = "Walter";
  const asked = desk(
    {},
    {
      "POST /rest/v1/rpc/customer_history": () => ({
        ...HISTORY,
        customer: { ...HISTORY.customer, name },
      }),
      "POST /rest/v1/rpc/update_customer": () => {
        name = "Walter Wyss"; // what another gives meanwhile
        return {};
      },
    },
  );
  show(<CustomerPage />);
  const field = await screen.findByRole("textbox", { name: "Name" });
  await userEvent.type(field, " W.{Enter}");
  await waitFor(() => expect(field).toHaveValue("Walter Wyss"));
  expect(sent(asked, "update_customer")).toEqual([
    { p_customer_id: ID, p_changes: { name: "Walter W." } },
  ]);
});
