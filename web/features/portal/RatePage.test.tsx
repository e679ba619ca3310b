import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { RatePage } from "./RatePage";

const STATE = { number: 52, language: "en", score: null, comment: "", until: null, open: true };
const LATER = new Date(Date.now() + 3_600_000).toISOString();

function desk(state: object | Refusal, given: (asked: Asked) => unknown = () => null) {
  return serve({
    "POST /rest/v1/rpc/feedback_form": () => state,
    "POST /rest/v1/rpc/give_feedback": given,
  });
}

const open = () => show(<RatePage />, { me: null, path: "/rate?token=signed.link" });

describe("the page of a rating link", () => {
  it("rates nothing by being opened", async () => {
    const seen = desk(STATE);
    open();
    await screen.findByText("Your request #52 is solved.");
    expect(seen.map(({ path, body }) => [path, body])).toEqual([
      ["/rest/v1/rpc/feedback_form", { p_token: "signed.link" }],
    ]);
  });

  it("wants a number first", async () => {
    const seen = desk(STATE);
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Send" }));
    await screen.findByText("Choose a number first.");
    expect(seen).toHaveLength(1);
  });

  it("sends number and words, with nobody signed in, and offers to change them", async () => {
    const seen = desk(STATE, ({ body }) => {
      const { p_score, p_comment } = body as { p_score: number; p_comment: string };
      return { ...STATE, score: p_score, comment: p_comment, until: LATER };
    });
    open();
    await userEvent.click(await screen.findByRole("radio", { name: "5: Very content" }));
    await userEvent.type(screen.getByLabelText(/like to add/), "Quick.");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByText("You gave 5 of 5.");
    expect(seen.at(-1)?.body).toEqual({ p_token: "signed.link", p_score: 5, p_comment: "Quick." });
    await userEvent.click(screen.getByRole("button", { name: "Change my rating" }));
    expect(screen.getByLabelText(/like to add/)).toHaveValue("Quick.");
    await userEvent.click(screen.getByRole("radio", { name: "3: So-so" }));
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByText("You gave 3 of 5.");
  });

  it("says what a bad rating sets going", async () => {
    desk(STATE, () => ({ ...STATE, score: 1, until: LATER, reopened: true }));
    open();
    await userEvent.click(await screen.findByRole("radio", { name: "1: Not at all content" }));
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByText(/A person will look into it/);
  });

  it("shows what stands when the time to change it is over", async () => {
    desk({ ...STATE, score: 4, open: false, until: "2020-01-01T00:00:00Z" });
    open();
    await screen.findByText("It cannot be changed any more.");
    expect(screen.queryByRole("button", { name: "Change my rating" })).toBeNull();
  });

  it("keeps what was chosen when the desk refuses", async () => {
    desk(STATE, () => new Refusal(409, "The time to change it is over."));
    open();
    await userEvent.click(await screen.findByRole("radio", { name: "4: Content" }));
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByText("The time to change it is over.");
    await waitFor(() => expect(screen.getByRole("radio", { name: "4: Content" })).toBeChecked());
  });

  it("says what is wrong with a link that is not whole", async () => {
    desk(new Refusal(403, "This link has expired: answer to the mail instead."));
    open();
    await screen.findByText("This link does not work");
    expect(screen.getByText(/or answer to the mail instead/)).toBeVisible();
  });
});
