import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { AbsenceSection } from "@/features/account/AbsenceSection";
import { MemberProfile } from "@/features/account/MemberProfile";
import { NotificationWays } from "@/features/account/NotificationWays";
import { sent, serveSignedIn } from "@/features/account/testing";
import { instant } from "@/features/account/zones";
import { show } from "@/test/unit/render";
import { Refusal } from "@/test/unit/server";

it("a member's profile is saved with the signature", async () => {
  const asked = await serveSignedIn({
    "GET /rest/v1/members": () => [
      { name: "Reto", locale: "de-CH", time_zone: null, signature: "Reto" },
    ],
    "POST /rest/v1/rpc/set_profile": () => ({}),
  });
  show(<MemberProfile />);
  const signature = await screen.findByLabelText("Signature");
  expect(screen.getByLabelText("Language", { selector: "input" })).toHaveValue("Swiss High German");
  await userEvent.type(signature, " B.");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved.")).toBeVisible();
  expect(sent(asked, "/set_profile")).toEqual([
    { p_name: "Reto", p_locale: "de-CH", p_time_zone: null, p_signature: "Reto B." },
  ]);
  await userEvent.click(screen.getByRole("switch", { name: /I take new tickets/ }));
  await expect.poll(() => sent(asked, "/set_profile")[1]).toEqual({ p_available: false });
});

const SETTINGS = {
  kinds: [
    { kind: "mention", label: "A note names me", way: "mail", usual: "mail" },
    { kind: "novel", label: "Something the desk has new", way: "app", usual: "app" },
  ],
  digest: { every: "daily", hour: 8, time_zone: "Europe/Zurich" },
};

it("how one is told: shown at once, put back when refused, the usual way as no choice", async () => {
  let refused = true;
  const asked = await serveSignedIn({
    "POST /rest/v1/rpc/notification_settings": () => SETTINGS,
    "POST /rest/v1/rpc/set_notification": ({ body }) => {
      if (refused) return new Refusal(422, "There is no such kind.");
      const way = (body as { p_way: string | null }).p_way ?? "mail";
      return { ...SETTINGS, kinds: SETTINGS.kinds.map((one) => ({ ...one, way })) };
    },
  });
  show(<NotificationWays />);
  const kind = (await screen.findAllByRole("radiogroup", { name: "A note names me" }))[0];
  const ways = within(kind as HTMLElement);
  expect(screen.getByText("Something the desk has new")).toBeVisible();
  await userEvent.click(ways.getByRole("radio", { name: "Not at all" }));
  expect(await screen.findByText("There is no such kind.")).toBeVisible();
  await expect.poll(() => ways.getByRole("radio", { name: "By mail too" })).toBeChecked();
  refused = false;
  await userEvent.click(ways.getByRole("radio", { name: "In the app" }));
  await expect.poll(() => ways.getByRole("radio", { name: "In the app" })).toBeChecked();
  await userEvent.click(ways.getByRole("radio", { name: "By mail too" }));
  await expect
    .poll(() => sent(asked, "/set_notification"))
    .toEqual([
      { p_kind: "mention", p_way: "off" },
      { p_kind: "mention", p_way: "app" },
      { p_kind: "mention", p_way: null },
    ]);
});

it("an absence is entered in the time of the profile, and ended", async () => {
  const asked = await serveSignedIn({
    "GET /rest/v1/member_absences": () => [
      { id: "a", starts_at: "2020-01-01T00:00:00Z", ends_at: null, note: "Service" },
    ],
    "POST /rest/v1/rpc/add_absence": () => ({}),
    "POST /rest/v1/rpc/end_absence": () => ({}),
  });
  show(<AbsenceSection />);
  await userEvent.type(await screen.findByLabelText("From"), "2031-07-15T18:00");
  await userEvent.type(screen.getByLabelText("Until"), "2031-07-01T08:00");
  await userEvent.click(screen.getByRole("button", { name: "Enter the absence" }));
  expect(screen.getByText("It ends after it begins.")).toBeVisible();
  await userEvent.clear(screen.getByLabelText("Until"));
  await userEvent.type(screen.getByLabelText("Until"), "2031-12-01T08:00");
  await userEvent.click(screen.getByRole("button", { name: "Enter the absence" }));
  await expect
    .poll(() => sent(asked, "/add_absence"))
    .toEqual([
      {
        p_starts_at: "2031-07-15T16:00:00.000Z",
        p_ends_at: "2031-12-01T07:00:00.000Z",
        p_note: "",
      },
    ]);
  await userEvent.click(screen.getByRole("button", { name: "I am back" }));
  await expect.poll(() => sent(asked, "/end_absence")).toEqual([{ p_absence_id: "a" }]);
});

it.each([
  ["2026-03-29T01:30", "2026-03-29T00:30:00.000Z"],
  ["2026-03-29T03:30", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T12:00", "2026-10-25T11:00:00.000Z"],
])("%s in Zurich is %s", (local, utc) => {
  expect(instant(local, "Europe/Zurich").toISOString()).toBe(utc);
});
