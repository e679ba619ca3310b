import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { NotificationBell } from "./NotificationBell";

const notice = (id: string, more = {}) => ({
  id,
  kind: "reply",
  data: {},
  times: 1,
  created_at: "2026-11-25T10:00:00Z",
  read_at: null,
  ticket: { number: 11, subject: "Broken cup" },
  ...more,
});

function desk(notices: object[], unread: number) {
  return serve({
    "POST /rest/v1/rpc/unread_notifications": () => ({ unread, more: false }),
    "GET /rest/v1/notifications": () => notices,
    "POST /rest/v1/rpc/read_notifications": () => ({ read: 1, unread: 0 }),
  });
}

const read = (asked: ReturnType<typeof serve>) =>
  asked.filter((one) => one.path.endsWith("read_notifications") && one.body).map((one) => one.body);

// jsdom lays nothing out: the box over the bell counts as hidden there, hence `hidden: true`.
describe("the bell", () => {
  it("counts, lists, and leads to the ticket with the notice read", async () => {
    const asked = desk([notice("n1", { times: 3 })], 1);
    const { router } = show(<NotificationBell />);
    await userEvent.click(await screen.findByRole("button", { name: "Notifications: 1 unread" }));
    const link = await screen.findByRole("link", { name: /Broken cup/, hidden: true });
    expect(link).toHaveTextContent("The customer wrote · 3 times");
    await userEvent.click(link);
    await waitFor(() => expect(router.state.location.pathname).toBe("/desk/tickets/11"));
    expect(read(asked)).toContainEqual({ p_ids: ["n1"] });
  });

  it("marks all as read that were shown, not what comes meanwhile", async () => {
    const asked = desk([notice("n1"), notice("n2", { created_at: "2026-11-25T09:00:00Z" })], 2);
    show(<NotificationBell />);
    await userEvent.click(await screen.findByRole("button", { name: "Notifications: 2 unread" }));
    await userEvent.click(
      await screen.findByRole("button", { name: "Mark all as read", hidden: true }),
    );
    await waitFor(() =>
      expect(read(asked)).toContainEqual({ p_all: true, p_until: "2026-11-25T10:00:00Z" }),
    );
  });

  it("says what would be here when there is nothing", async () => {
    desk([], 0);
    show(<NotificationBell />);
    await userEvent.click(await screen.findByRole("button", { name: "Notifications" }));
    expect(await screen.findByText("Nothing to report")).toBeInTheDocument();
  });
});
