import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { Ratings } from "./Ratings";

const rated = (spell: number, score: number, csat_comments: unknown) => ({
  spell,
  score,
  changed_at: "2026-11-25T08:00:00Z",
  csat_comments,
});

it("shows each rating with what was said, the latest first", async () => {
  const asked = serve({
    "GET /rest/v1/csat_ratings": () => [rated(2, 5, { comment: "Quick." }), rated(1, 2, null)],
  });
  show(<Ratings ticketId="t-1" />);
  const part = await screen.findByRole("region", { name: "How the customer rated it" });
  expect(within(part).getByText("Quick.")).toBeVisible();
  expect(within(part).getByText(/5 of 5/)).toBeVisible();
  expect(within(part).getByText(/2 of 5/)).toBeVisible();
  expect(asked[0]?.query.get("ticket_id")).toBe("eq.t-1");
  expect(asked[0]?.query.get("order")).toBe("spell.desc");
});

it("takes no room where nobody has rated", async () => {
  const asked = serve({ "GET /rest/v1/csat_ratings": () => [] });
  show(<Ratings ticketId="t-1" />);
  await expect.poll(() => asked.length).toBe(1);
  expect(screen.queryByRole("region")).toBeNull();
});
