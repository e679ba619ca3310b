/** Messages, notes and answers on their way, of the ticket and of those merged into it, by time. */
import type { Attached } from "@/components/files/attached";
import type { Opened, Thread } from "./data";

export interface Entry {
  id: string;
  kind: "message" | "note" | "leaving";
  author: string; // of a message: customer, agent, ai, system
  by: string | null; // user id of a message's author; member id of a note's
  at: string;
  text: string;
  whole: string | null;
  automatic: string;
  files: Attached[];
  mentions: string[];
  /** How an answer of the AI came to be sent; null where that is not known, and for other messages. */
  released: "alone" | "approved" | "edited" | null;
  /** sent, unknown (nobody knows whether it arrived), failed…; of answers only. */
  delivery: { id: string; state: string; detail: string; to: string } | null;
  /** The number of the merged ticket it belongs to. */
  of: number | null;
}

export function timelineOf(opened: Opened): Entry[] {
  const own = entriesOf(opened, opened, null);
  const others = opened.merged.flatMap((one) => entriesOf(one, NOTHING, one.ticket.number));
  return [...own, ...others, ...leavingOf(opened)].sort(
    (a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id),
  );
}

type Answers = Pick<Opened, "deliveries" | "drafts">;
const NOTHING: Answers = { deliveries: [], drafts: [] };

function entriesOf(thread: Thread, answers: Answers, of: number | null): Entry[] {
  const messages = thread.interactions.map((one): Entry => {
    const sent = answers.deliveries.find(
      (delivery) => delivery.message_id && delivery.message_id === one.message_id,
    );
    const draft = answers.drafts.find((written) => written.id === sent?.draft_id);
    return {
      ...blank,
      id: one.id,
      kind: "message",
      author: one.author,
      by: one.created_by ?? draft?.decided_by ?? null,
      at: one.created_at,
      text: one.content,
      whole: one.full_content,
      released: one.author === "ai" && draft ? releasedBy(draft) : null,
      automatic: one.automatic,
      files: thread.attachments.filter((file) => file.interaction_id === one.id),
      delivery: deliveryOf(sent),
      of,
    };
  });
  const notes = thread.notes.map(
    (one): Entry => ({
      ...blank,
      id: one.id,
      kind: "note",
      author: "agent",
      by: one.author_id,
      at: one.created_at,
      text: one.content,
      mentions: one.mentions,
      of,
    }),
  );
  return [...messages, ...notes];
}

/** Approved and not yet a message: it leaves within seconds, or could not leave. */
function leavingOf(opened: Opened): Entry[] {
  return opened.drafts
    .filter((draft) => draft.state === "approved")
    .map((draft) => {
      const sent = opened.deliveries.find((one) => one.draft_id === draft.id);
      return {
        ...blank,
        id: draft.id,
        kind: "leaving" as const,
        author: "agent",
        by: draft.decided_by,
        at: draft.decided_at ?? draft.created_at,
        text: draft.final_text ?? draft.text,
        delivery: deliveryOf(sent),
      };
    });
}

function releasedBy({ decided_by, final_text, text }: Opened["drafts"][number]) {
  if (!decided_by) return "alone";
  return final_text !== null && final_text !== text ? "edited" : "approved";
}

function deliveryOf(row: Opened["deliveries"][number] | undefined): Entry["delivery"] {
  return row ? { id: row.id, state: row.state, detail: row.detail, to: row.to_address } : null;
}

const blank = {
  whole: null,
  automatic: "",
  files: [],
  mentions: [],
  released: null,
  delivery: null,
  of: null,
};
