import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";
import { useAct } from "./data";
import { SplitOff } from "./SplitOff";

const ID = "10000000-0000-4000-8000-000000000001";

function Shown() {
  return <SplitOff ticketId={ID} act={useAct(ID)} />;
}

const desk = (undo: () => unknown, splits = [{ source_id: "s" }]) =>
  serve({
    "GET /rest/v1/ticket_splits": () => splits,
    "GET /rest/v1/tickets": () => [{ number: 9 }],
    "POST /rest/v1/rpc/unsplit_ticket": undo,
  });

test("undone, it leads back to where the messages are again", async () => {
  const asked = desk(() => ({}));
  const { router } = show(<Shown />);
  expect(await screen.findByRole("link", { name: "#9" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Undo the split" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/desk/tickets/9"));
  expect(asked.find((one) => one.path.endsWith("unsplit_ticket"))?.body).toEqual({
    p_ticket_id: ID,
  });
});

test("where somebody has written since, the refusal is shown and nothing moves", async () => {
  desk(() => new Refusal(409, "Written in since."));
  const { router } = show(<Shown />);
  await userEvent.click(await screen.findByRole("button", { name: "Undo the split" }));
  expect(await screen.findByText("Written in since.")).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/");
});
