import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef, useState } from "react";
import { describe, expect, it } from "vitest";
import { AGENT, show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { Composer } from "./Composer";
import { type Opened, useAct } from "./data";
import { type Mode, useDraft } from "./useDraft";

const ID = "10000000-0000-4000-8000-000000000001";
const OPENED = {
  ticket: { id: ID, number: 7, version: 4, merged_into: null, team_id: "team" },
  customer: { id: "c", name: "Walter", email: "w@x.example", locale: null },
} as unknown as Opened;

const TERMS = { file_bytes: 100, message_bytes: 200, files: 2, refused: ["exe"], categories: [] };
const UPLOAD = { id: "u1", path: "t/u1/map.pdf", name: "map.pdf", size: 90 };
const PEOPLE = [
  { id: "m1", name: "Anna Keller", email: "anna.keller@b.example", user_id: "a", active: true },
  { id: "m2", name: "Réto Brodbeck", email: "reto.brodbeck@b.example", user_id: "b", active: true },
  { id: "m3", name: "Rita Alt", email: "rita.alt@b.example", user_id: "c", active: false },
];

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
    "GET /rest/v1/teams": () => [],
    "GET /rest/v1/uploads": () => [],
    "POST /rest/v1/rpc/portal_terms": () => TERMS,
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

  it("says what will stand below: the member's words, then the team's", async () => {
    desk({
      "GET /rest/v1/members": () => [{ signature: "Reto " }],
      "GET /rest/v1/teams": () => [{ signature: "Bergbach Coffee" }],
    });
    show(<Whole />);
    expect(await screen.findByText(/Below your answer follows:\s+Reto\s+Bergbach/)).toBeVisible();
  });
});

describe("the files of an answer", () => {
  it("are there again with its draft, and go along", async () => {
    const asked = desk({
      "GET /rest/v1/member_drafts": () => [{ text: "See map.", version: 3, attachments: ["u1"] }],
      "GET /rest/v1/uploads": () => [UPLOAD],
    });
    show(<Whole />);
    expect(await screen.findByText("map.pdf")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(screen.queryByText("map.pdf")).toBeNull());
    expect(sent(asked)).toEqual([expect.objectContaining({ p_attachments: ["u1"] })]);
  });

  it("leave the draft when they are removed", async () => {
    const asked = desk({
      "GET /rest/v1/member_drafts": () => [{ text: "See map.", version: 3, attachments: ["u1"] }],
      "GET /rest/v1/uploads": () => [UPLOAD],
    });
    show(<Whole />);
    await userEvent.click(await screen.findByRole("button", { name: "Remove map.pdf" }));
    await waitFor(() =>
      expect(asked.find((one) => one.path.endsWith("/save_member_draft"))?.body).toMatchObject({
        p_text: "See map.",
        p_version: 3,
        p_attachments: [],
      }),
    );
  });

  it("are told of when the desk has deleted them meanwhile", async () => {
    localStorage.setItem(`autocrm.files.${AGENT.userId}.${ID}`, '{"u9":"old.pdf"}');
    desk();
    show(<Whole />);
    expect(await screen.findByText(/No longer kept.*: old\.pdf\./)).toBeVisible();
    expect(localStorage.getItem(`autocrm.files.${AGENT.userId}.${ID}`)).toBeNull();
  });

  it("are refused before they are sent, also those that are dropped", async () => {
    desk();
    show(<Whole />);
    await screen.findByLabelText("Add files");
    const field = screen.getByRole("textbox", { name: "Reply to Walter" });
    const files = [new File(["x"], "setup.exe"), new File(["x".repeat(150)], "long.txt")];
    fireEvent.drop(field, { dataTransfer: { types: ["Files"], files } });
    expect(await screen.findByText("Files that end in .exe are not accepted.")).toBeVisible();
    expect(screen.getByText(/long\.txt is too large/)).toBeVisible();
  });
});

describe("an @ in a note", () => {
  async function note() {
    desk({ "GET /rest/v1/members": () => PEOPLE });
    show(<Whole />);
    await userEvent.click(await screen.findByText("Note"));
    return screen.findByRole<HTMLTextAreaElement>("textbox", {
      name: "Note about Walter's ticket",
    });
  }
  const names = () => screen.queryAllByRole("option").map((one) => one.textContent);

  it("suggests who is meant; keys choose and take", async () => {
    const field = await note();
    await userEvent.type(field, "Ask @");
    await waitFor(() => expect(names()).toHaveLength(2));
    await userEvent.keyboard("{ArrowDown}");
    const second = screen.getByRole("option", { name: /Réto/ });
    expect(second).toHaveAttribute("aria-selected", "true");
    expect(field).toHaveAttribute("aria-activedescendant", second.id);
    await userEvent.keyboard("{Enter}please");
    expect(field).toHaveValue("Ask @reto.brodbeck please");
    expect(names()).toEqual([]);
  });

  it("finds by any name without its marks, and asks no more after Escape", async () => {
    const field = await note();
    await userEvent.type(field, "@kel");
    await waitFor(() => expect(names()).toEqual(["Anna Keller@anna.keller"]));
    await userEvent.keyboard("{Escape}l");
    expect(names()).toEqual([]);
    await userEvent.type(field, " @ret");
    await waitFor(() => expect(names()).toHaveLength(1));
    await userEvent.click(screen.getByRole("option", { name: /Réto/ }));
    expect(field).toHaveValue("@kell @reto.brodbeck ");
  });

  it("means nobody within an address", async () => {
    const field = await note();
    await userEvent.type(field, "w@re");
    expect(names()).toEqual([]);
  });
});
