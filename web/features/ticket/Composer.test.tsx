import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef, useState } from "react";
import { describe, expect, it } from "vitest";
import { show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { Composer } from "./Composer";
import { type Opened, useAct } from "./data";
import { type Mode, useDraft } from "./useDraft";

const ID = "10000000-0000-4000-8000-000000000001";
const OPENED = {
  ticket: { id: ID, number: 7, version: 4, merged_into: null },
  customer: { id: "c", name: "Walter", email: "w@x.example", locale: null },
} as unknown as Opened;

function Whole() {
  const act = useAct(ID);
  const reply = useDraft(ID, "reply");
  const [mode, setMode] = useState<Mode>("reply");
  const field = createRef<HTMLTextAreaElement>();
  return (
    <Composer {...{ opened: OPENED, act, field, mode, setMode, reply, setTyping: () => {} }} />
  );
}

function desk(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /rest/v1/member_drafts": () => [],
    "GET /rest/v1/macros": () => [],
    "GET /rest/v1/members": () => [],
    "POST /rest/v1/rpc/save_member_draft": () => ({ text: "", version: 1 }),
    "POST /rest/v1/rpc/discard_member_draft": () => null,
    "POST /rest/v1/rpc/reply_to_ticket": () => ({
      draft_id: "d1",
      send_at: new Date(Date.now() + 10_000).toISOString(),
    }),
    ...more,
  });
}

const sent = (asked: Asked[]) =>
  asked.filter((one) => one.path.endsWith("/reply_to_ticket")).map((one) => one.body);

describe("the composer", () => {
  it("sends what was written with the version that was seen, and can undo it", async () => {
    const asked = desk({
      "POST /rest/v1/rpc/cancel_reply": () => ({
        text: "Yes.",
        draft: { text: "Yes.", version: 2 },
      }),
    });
    show(<Whole />);
    const field = await screen.findByRole("textbox", { name: "Reply to Walter" });
    await userEvent.type(field, "Yes.");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(field).toHaveValue(""));
    expect(sent(asked)).toEqual([
      expect.objectContaining({ p_ticket_id: ID, p_text: "Yes.", p_version: 4, p_anyway: false }),
    ]);
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(field).toHaveValue("Yes."));
  });

  it("keeps the text when somebody was faster, and sends it only when told to", async () => {
    let first = true;
    const asked = desk({
      "POST /rest/v1/rpc/reply_to_ticket": () => {
        if (!first) return { draft_id: "d1", send_at: new Date().toISOString() };
        first = false;
        return new Refusal(409, "Anna has answered meanwhile.");
      },
    });
    show(<Whole />);
    const field = await screen.findByRole("textbox", { name: "Reply to Walter" });
    await userEvent.type(field, "Yes.");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByText("Anna has answered meanwhile.");
    expect(field).toHaveValue("Yes.");
    await userEvent.click(screen.getByRole("button", { name: "Send it anyway" }));
    await waitFor(() => expect(field).toHaveValue(""));
    expect(sent(asked)).toHaveLength(2);
    expect(sent(asked)[1]).toMatchObject({ p_anyway: true, p_version: null });
  });

  it("takes up what was begun in another window", async () => {
    desk({ "GET /rest/v1/member_drafts": () => [{ text: "Half a", version: 3 }] });
    show(<Whole />);
    const field = await screen.findByRole("textbox", { name: "Reply to Walter" });
    await waitFor(() => expect(field).toHaveValue("Half a"));
  });
});
