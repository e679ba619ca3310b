/**
 * Putting back what a bulk change changed: each ticket to what it was, and only as it was left by
 * that change. What somebody else changed meanwhile stays as they made it.
 */
import { call } from "@/lib/api";
import { asProblem } from "@/lib/problem";
import type { Changes, Result } from "./bulk";
import type { Ticket } from "./data";

/** More take longer to put back than anybody waits. */
export const MOST_UNDONE = 200;
const AT_ONCE = 6;

export interface Step {
  id: string;
  number: number;
  /** What the bulk change made of it. */
  version: number;
  back: Changes;
}

export interface Left {
  number: number;
  /** null: somebody changed it meanwhile. */
  why: string | null;
}

/** What leads each changed ticket back; `before` are the rows as they were shown. */
export function stepsBack(before: Ticket[], changes: Changes, results: Result[]): Step[] {
  const shown = new Map(before.map((one) => [one.id, one]));
  return results.flatMap(({ ticket_id: id, ok, version }) => {
    const ticket = shown.get(id);
    const back = ticket && ok && version !== ticket.version ? wayBack(ticket, changes) : {};
    return ticket && version && Object.keys(back).length > 0
      ? [{ id, number: ticket.number, version, back }]
      : [];
  });
}

function wayBack(ticket: Ticket, changes: Changes): Changes {
  const back: Changes = {};
  if ("status" in changes) {
    back.status = ticket.status;
    // What is solved is put aside no more.
    if (ticket.is_snoozed && ticket.snoozed_until) back.snoozed_until = ticket.snoozed_until;
  }
  if ("priority" in changes) back.priority = ticket.priority;
  if ("team" in changes) back.team = ticket.team;
  // Another team's ticket does not stay with somebody outside it.
  if ("assignee" in changes || "team" in changes) back.assignee = ticket.assignee_id;
  const added = (changes.tags_add as string[] | undefined)?.filter(
    (tag) => !ticket.tags.includes(tag),
  );
  if (added?.length) back.tags_remove = added;
  return back;
}

/** Some at a time; which were left as they are, and why. */
export async function putBack(steps: Step[]): Promise<Left[]> {
  const todo = [...steps];
  const left: Left[] = [];
  const work = async () => {
    for (let step = todo.shift(); step; step = todo.shift()) {
      try {
        await call("update_ticket", {
          p_ticket_id: step.id,
          p_changes: step.back,
          p_version: step.version,
        });
      } catch (error) {
        const { conflict, message } = asProblem(error);
        left.push({ number: step.number, why: conflict ? null : message });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return left.sort((a, b) => a.number - b.number);
}
