import { expect, test } from "vitest";
import type { Opened } from "./data";
import { timelineOf } from "./timeline";

const at = (minute: number) => `2026-11-25T10:${String(minute).padStart(2, "0")}:00+00:00`;
const message = (id: string, minute: number, more: object = {}) => ({
  id,
  author: "customer",
  created_by: null,
  created_at: at(minute),
  content: id,
  full_content: null,
  automatic: "",
  message_id: `<${id}>`,
  ...more,
});

function opened(more: object): Opened {
  return {
    interactions: [],
    notes: [],
    deliveries: [],
    attachments: [],
    drafts: [],
    merged: [],
    ...more,
  } as unknown as Opened;
}

const ids = (given: Opened) => timelineOf(given).map((one) => one.id);

test("messages and notes stand in the order of their times, merged ones among them", () => {
  const found = timelineOf(
    opened({
      interactions: [message("a", 1), message("d", 9)],
      notes: [{ id: "b", content: "", author_id: null, created_at: at(3), mentions: [] }],
      merged: [
        { ticket: { number: 7 }, interactions: [message("c", 5)], notes: [], attachments: [] },
      ],
    }),
  );
  expect(found.map((one) => [one.id, one.of])).toEqual([
    ["a", null],
    ["b", null],
    ["c", 7],
    ["d", null],
  ]);
});

test("an answer that leaves is there until it is a message", () => {
  const draft = {
    id: "x",
    state: "approved",
    text: "as drafted",
    final_text: "as approved",
    decided_by: null,
    decided_at: at(2),
    created_at: at(1),
  };
  const [leaving] = timelineOf(opened({ drafts: [draft] }));
  expect(leaving).toMatchObject({ kind: "leaving", text: "as approved", delivery: null });
  expect(ids(opened({ drafts: [{ ...draft, state: "sent" }] }))).toEqual([]);
  expect(ids(opened({ drafts: [{ ...draft, state: "pending" }] }))).toEqual([]);
});

test("what became of a sent answer is found by its message id", () => {
  const delivery = {
    id: "d1",
    message_id: "<r>",
    state: "unknown",
    detail: "",
    to_address: "a@b.c",
  };
  const [answer] = timelineOf(
    opened({ interactions: [message("r", 1, { author: "agent" })], deliveries: [delivery] }),
  );
  expect(answer?.delivery).toEqual({ id: "d1", state: "unknown", detail: "", to: "a@b.c" });
});

test("an answer of the AI says who let it go, and whether they changed it", () => {
  const sent = (id: string) => message(id, 1, { author: "ai" });
  const delivery = (id: string) => ({ id, message_id: `<${id}>`, draft_id: id });
  const draft = (id: string, decided_by: string | null, final_text: string | null) => ({
    ...{ id, state: "sent", text: "as drafted", created_at: at(1), decided_at: at(1) },
    ...{ decided_by, final_text },
  });
  const found = timelineOf(
    opened({
      interactions: [sent("a"), sent("b"), sent("c"), sent("d")],
      deliveries: [delivery("a"), delivery("b"), delivery("c")],
      drafts: [draft("a", null, null), draft("b", "anna", null), draft("c", "anna", "corrected")],
    }),
  );
  expect(found.map((one) => [one.released, one.by])).toEqual([
    ["alone", null],
    ["approved", "anna"],
    ["edited", "anna"],
    [null, null],
  ]);
});
