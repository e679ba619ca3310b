import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { AGENT, CUSTOMER, show } from "@/test/unit/render";
import { Refusal, serve } from "@/test/unit/server";
import { ArticleVerdict } from "./ArticleVerdict";

const RATE = "POST /rest/v1/rpc/rate_article";

test("a stranger says it with the key of this browser, and adds a word", async () => {
  const asked = serve({ [RATE]: () => ({}) });
  show(<ArticleVerdict slug="hours" />, { me: null });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "No" }));
  await user.type(await screen.findByLabelText(/What was missing/), "Sundays");
  await user.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText(/your words reach those/)).toBeVisible();
  const [first, second] = asked.map(({ body }) => body as Record<string, unknown>);
  expect(first).toEqual({ p_slug: "hours", p_helpful: false, p_reader: expect.any(String) });
  expect(second).toEqual({ ...first, p_comment: "Sundays" });
});

test("who is signed in is known without a key, and reads a refusal", async () => {
  const asked = serve({ [RATE]: () => new Refusal(429, "Too much was said just now.") });
  show(<ArticleVerdict slug="hours" />, { me: CUSTOMER });
  await userEvent.click(await screen.findByRole("button", { name: "Yes" }));
  expect(await screen.findByText("Too much was said just now.")).toBeVisible();
  expect(asked[0]?.body).toEqual({ p_slug: "hours", p_helpful: true });
  expect(screen.queryByLabelText(/What did help/)).toBeNull();
});

test("a member is not asked", async () => {
  serve({});
  const { container } = show(<ArticleVerdict slug="hours" />, { me: AGENT });
  await waitFor(() => expect(container.querySelector("section")).toBeNull());
});
