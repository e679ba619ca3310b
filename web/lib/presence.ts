/** Who is here: at the desk, and at one ticket. */
import { useCallback, useEffect, useRef, useState } from "react";
import { join, type Present, type Seat } from "@/lib/channels";
import { useSession } from "@/lib/session";

/** Somebody who stops for so long types no more. */
const TYPING_MS = 8_000;

// Where this window is, said to the teams so that their queues can show it ------------------------

let here: string | null = null;
const watchers = new Set<(ticketId: string | null) => void>();

function moveTo(ticketId: string | null) {
  here = ticketId;
  for (const tell of watchers) tell(ticketId);
}

/** Be there for one's own teams; part of `useDeskLive`. */
export function useBeingHere() {
  const { me } = useSession();
  const teams = me?.teamIds.join(" ") ?? "";
  const { memberId, name } = me ?? {};
  useEffect(() => {
    if (!teams || !memberId) return;
    const seats = teams.split(" ").map((id) => join(`team:${id}`, {}));
    const say = (at: string | null) => {
      for (const seat of seats) seat.say({ member: memberId, name: name ?? "", at });
    };
    say(here);
    watchers.add(say);
    return () => {
      watchers.delete(say);
      for (const seat of seats) {
        seat.say(null);
        seat.leave();
      }
    };
  }, [teams, memberId, name]);
}

/** Who of one's teams is at the desk, oneself too, and the ticket that they look at. */
export function useTeamPresence(): Present[] {
  const { me } = useSession();
  const teams = me?.teamIds.join(" ") ?? "";
  const [people, setPeople] = useState<Present[]>([]);
  useEffect(() => {
    if (!teams) return setPeople([]);
    const found = new Map<string, Present[]>();
    const seats = teams.split(" ").map((id) =>
      join(`team:${id}`, {
        people(now) {
          found.set(id, now);
          const all = new Map([...found.values()].flat().map((one) => [one.member, one]));
          setPeople([...all.values()].sort((a, b) => a.name.localeCompare(b.name)));
        },
      }),
    );
    return () => {
      for (const seat of seats) seat.leave();
    };
  }, [teams]);
  return people;
}

export interface AtTicket {
  /** Colleagues who have this ticket open, and whether they write an answer. */
  others: { memberId: string; name: string; typing: boolean }[];
  /** Say that one types (with each stroke) or has stopped; it ends by itself after a pause. */
  setTyping: (typing: boolean) => void;
}

/** Be at a ticket, and see who else is. null: no ticket yet. */
export function useAtTicket(ticketId: string | null | undefined): AtTicket {
  const { me } = useSession();
  const { memberId, name } = me ?? {};
  const [others, setOthers] = useState<AtTicket["others"]>([]);
  const seat = useRef<Seat | null>(null);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (!ticketId || !memberId) return;
    const taken = join(`ticket:${ticketId}`, {
      people: (people) =>
        setOthers(
          people
            .filter((one) => one.member !== memberId)
            .map((one) => ({ memberId: one.member, name: one.name, typing: one.typing ?? false })),
        ),
    });
    seat.current = taken;
    taken.say({ member: memberId, name: name ?? "", typing: false });
    moveTo(ticketId);
    return () => {
      clearTimeout(pause.current);
      taken.say(null);
      taken.leave();
      seat.current = null;
      setOthers([]);
      if (here === ticketId) moveTo(null);
    };
  }, [ticketId, memberId, name]);

  const setTyping = useCallback(
    (typing: boolean) => {
      clearTimeout(pause.current);
      if (!memberId) return;
      const say = (now: boolean) =>
        seat.current?.say({ member: memberId, name: name ?? "", typing: now });
      say(typing);
      if (typing) pause.current = setTimeout(() => say(false), TYPING_MS);
    },
    [memberId, name],
  );
  return { others, setTyping };
}
