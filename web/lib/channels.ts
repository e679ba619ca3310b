/**
 * The private channels of this window. Everything that hears the same topic shares one channel:
 * Realtime takes one subscription a topic, and presence must be asked for before it.
 */
import type { RealtimeChannel } from "@supabase/supabase-js";
import { supabase } from "@/lib/supabase";

/** What `changed` carries: one ticket at a ticket's or customer's channel, several at a team's. */
export interface Change {
  what: "ticket" | "message" | "note" | "draft" | "decision" | "delivery" | "rating";
  id?: string;
  ids?: string[];
  count?: number;
}

export type Heard = { event: "changed"; change: Change } | { event: "notification" | "read" };

/** Somebody in a channel: what they say of themselves. */
export interface Present {
  member: string;
  name: string;
  /** The ticket they look at, said to their teams. */
  at?: string | null;
  typing?: boolean;
}

export interface Listener {
  hear?: (heard: Heard) => void;
  /** Called whenever the channel was joined: what changed before was not heard. */
  missed?: () => void;
  /** Called with everybody who is there, this window too. */
  people?: (people: Present[]) => void;
}

export interface Seat {
  /** Say this of oneself in the channel, again after a lost connection; null: nothing any more. */
  say(state: Present | null): void;
  leave(): void;
}

interface Shared {
  channel: RealtimeChannel;
  listeners: Set<Listener>;
  said: Present | null;
  joined: boolean;
  closing?: ReturnType<typeof setTimeout>;
  /** When something was said lately, and the wait until more may be. */
  sayings: number[];
  waiting?: ReturnType<typeof setTimeout>;
}

/** A page that is left and opened again shortly after keeps its channel. */
const LINGER_MS = 1_000;
/** Realtime closes a channel in which more is said: five times in 30 seconds. One is kept back. */
const SAYINGS = { most: 4, within: 31_000 };
const open = new Map<string, Shared>();

/** Take a seat in a channel. */
export function join(topic: string, listener: Listener): Seat {
  const shared = open.get(topic) ?? start(topic);
  clearTimeout(shared.closing);
  shared.listeners.add(listener);
  if (shared.joined) {
    queueMicrotask(() => {
      if (!shared.listeners.has(listener)) return;
      listener.missed?.();
      listener.people?.(everybody(shared));
    });
  }
  return {
    say(state) {
      if (JSON.stringify(state) === JSON.stringify(shared.said)) return;
      shared.said = state;
      announce(shared);
    },
    leave() {
      shared.listeners.delete(listener);
      if (shared.listeners.size > 0) return;
      shared.closing = setTimeout(() => end(topic, shared), LINGER_MS);
    },
  };
}

function start(topic: string): Shared {
  const presence = topic.startsWith("team:") || topic.startsWith("ticket:");
  const channel = supabase().channel(topic, {
    config: { private: true, presence: { enabled: presence } },
  });
  const shared: Shared = { channel, listeners: new Set(), said: null, joined: false, sayings: [] };
  open.set(topic, shared);
  const tell = (heard: Heard) => {
    for (const one of [...shared.listeners]) one.hear?.(heard);
  };
  channel
    .on("broadcast", { event: "changed" }, ({ payload }) =>
      tell({ event: "changed", change: payload as Change }),
    )
    .on("broadcast", { event: "notification" }, () => tell({ event: "notification" }))
    .on("broadcast", { event: "read" }, () => tell({ event: "read" }));
  if (presence) {
    channel.on("presence", { event: "sync" }, () => {
      const people = everybody(shared);
      for (const one of [...shared.listeners]) one.people?.(people);
    });
  }
  channel.subscribe((status) => {
    shared.joined = status === "SUBSCRIBED";
    if (!shared.joined) return;
    if (shared.said) announce(shared);
    // The first time too: what changed between the page's reading and this moment.
    for (const one of [...shared.listeners]) one.missed?.();
  });
  return shared;
}

/** Says the newest state, at once where that is allowed, else as soon as it is. */
function announce(shared: Shared) {
  if (!shared.joined || shared.waiting) return;
  const now = Date.now();
  shared.sayings = shared.sayings.filter((at) => at > now - SAYINGS.within);
  const oldest = shared.sayings[0];
  if (oldest !== undefined && shared.sayings.length >= SAYINGS.most) {
    shared.waiting = setTimeout(
      () => {
        shared.waiting = undefined;
        announce(shared);
      },
      oldest + SAYINGS.within - now,
    );
    return;
  }
  shared.sayings.push(now);
  const { channel, said } = shared;
  void (said ? channel.track({ ...said }) : channel.untrack());
}

function end(topic: string, shared: Shared) {
  clearTimeout(shared.waiting);
  open.delete(topic);
  void supabase().removeChannel(shared.channel);
}

/** One line a member, however many windows they have; who types anywhere types. */
function everybody({ channel }: Shared): Present[] {
  const found = new Map<string, Present>();
  for (const one of Object.values(channel.presenceState<Present>()).flat()) {
    const known = found.get(one.member);
    const { member, name } = one;
    const typing = one.typing || known?.typing || false;
    found.set(member, { member, name, at: one.at ?? known?.at ?? null, typing });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}
