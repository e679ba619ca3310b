import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { deviceOf } from "@/features/account/devices";
import { SessionsSection } from "@/features/account/SessionsSection";
import { serveSignedIn } from "@/features/account/testing";
import { CUSTOMER, show } from "@/test/unit/render";
import { Refusal } from "@/test/unit/server";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
const at = "2026-11-25T08:00:00Z";
const session = (id: string, user_agent: string | null, current = false) => ({
  id,
  user_agent,
  current,
  created_at: at,
  active_at: at,
});

it("lists devices by names that people know, and signs the others out", async () => {
  let list = [session("1", FIREFOX, true), session("2", SAFARI), session("3", null)];
  const asked = await serveSignedIn({
    "POST /rest/v1/rpc/my_sessions": () => list,
    "POST /auth/v1/logout": () => {
      list = list.slice(0, 1);
      return null;
    },
  });
  show(<SessionsSection />, { me: CUSTOMER });
  const rows = await screen.findAllByRole("listitem");
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringContaining("Firefox on Linux"),
    expect.stringContaining("Safari on iOS"),
    expect.stringContaining("Unknown device"),
  ]);
  expect(within(rows[0] as HTMLElement).getByText("This one")).toBeVisible();

  await userEvent.click(screen.getByRole("button", { name: "Sign out everywhere else" }));
  await expect.poll(() => screen.getAllByRole("listitem")).toHaveLength(1);
  const out = asked.find((one) => one.path === "/auth/v1/logout");
  expect(out?.query.get("scope")).toBe("others");
  expect(screen.queryByRole("button", { name: "Sign out everywhere else" })).toBeNull();
});

it("signs one device out, and shows when it was signed out already", async () => {
  let list = [session("1", FIREFOX, true), session("2", SAFARI), session("3", null)];
  const asked = await serveSignedIn({
    "POST /rest/v1/rpc/my_sessions": () => list,
    "POST /rest/v1/rpc/end_session": ({ body }) => {
      const id = (body as { p_session_id: string }).p_session_id;
      list = list.filter((one) => one.id !== id);
      return id === "3" ? new Refusal(404, "You are not signed in there any more.") : { id };
    },
  });
  show(<SessionsSection />, { me: CUSTOMER });
  await screen.findAllByRole("listitem");
  expect(screen.queryByRole("button", { name: "Sign out Firefox on Linux" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Sign out Safari on iOS" }));
  await expect.poll(() => screen.getAllByRole("listitem")).toHaveLength(2);
  const ended = asked.find((one) => one.path === "/rest/v1/rpc/end_session");
  expect(ended?.body).toEqual({ p_session_id: "2" });
  await userEvent.click(screen.getByRole("button", { name: "Sign out Unknown device" }));
  expect(await screen.findByText("You are not signed in there any more.")).toBeVisible();
  await expect.poll(() => screen.getAllByRole("listitem")).toHaveLength(1);
});

it("says when the list cannot be read, and tries again", async () => {
  let fails = true;
  await serveSignedIn({
    "POST /rest/v1/rpc/my_sessions": () =>
      fails ? new Refusal(503, "Out of order.") : [session("1", FIREFOX, true)],
  });
  show(<SessionsSection />, { me: CUSTOMER });
  expect(await screen.findByText("Out of order.")).toBeVisible();
  fails = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Firefox on Linux")).toBeVisible();
});

it.each([
  [SAFARI, { browser: "Safari", system: "iOS" }],
  [`${FIREFOX} Edg/1`, { browser: "Edge", system: "Linux" }],
  ["curl/8", { browser: "curl", system: undefined }],
  ["", { browser: undefined, system: undefined }],
])("%s is named", (agent, named) => {
  expect(deviceOf(agent)).toEqual(named);
});
