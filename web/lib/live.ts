/**
 * Live updates. The database tells by ids what changed (`changed`, `notification`, `read`) on
 * private channels; whoever hears it reads anew. After a lost connection everything is read anew,
 * so nothing is missed.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { readAnew } from "@/lib/anew";
import { rows } from "@/lib/api";
import { type Heard, join } from "@/lib/channels";
import { useBeingHere } from "@/lib/presence";
import { useSession } from "@/lib/session";
import { supabase } from "@/lib/supabase";

export type { Change, Heard } from "@/lib/channels";
export { type AtTicket, useAtTicket, useTeamPresence } from "@/lib/presence";

/** Hear one private channel for as long as the component is there. null: none yet. */
export function useTopic(topic: string | null, hear: (heard: Heard) => void, missed: () => void) {
  const latest = useRef({ hear, missed });
  latest.current = { hear, missed };
  useEffect(() => {
    if (!topic) return;
    return listen(
      topic,
      (heard) => latest.current.hear(heard),
      () => latest.current.missed(),
    );
  }, [topic]);
}

/** `missed` is called whenever the channel was joined: what changed before was not heard. */
export function listen(topic: string, hear: (heard: Heard) => void, missed: () => void) {
  return join(topic, { hear, missed }).leave;
}

type Follower = (ids: string[]) => void;
const followers = new Set<Follower>();

/**
 * Hear which tickets changed, in place of having the queue's lists read anew. Where not all could
 * be told by name, the lists are read anew all the same.
 */
export function followTickets(follow: Follower): () => void {
  followers.add(follow);
  return () => {
    followers.delete(follow);
  };
}

/** These tickets were changed by this window: its list follows without waiting to be told. */
export function toldHere(ids: string[]) {
  for (const follow of followers) follow(ids);
}

/** Query keys that a change makes stale. */
export const LIVE_KEYS = {
  queue: ["queue"],
  counts: ["counts"],
  review: ["review"],
  notifications: ["notifications"],
  ticket: (id: string) => ["ticket", id],
  requests: ["requests"],
  request: (id: string) => ["request", id],
} as const;

/** The desk hears its teams and its own channel; mounted once, in the desk's shell. */
export function useDeskLive() {
  const { me } = useSession();
  useBeingHere();
  const queries = useQueryClient();
  const topics = useDeskTopics();
  const key = topics.join(" ");
  useEffect(() => {
    if (!key) return;
    const { queue, counts, review, notifications } = LIVE_KEYS;
    // Changes come in bursts (a mail makes five): the lists are read once for all of them.
    let due: ReturnType<typeof setTimeout> | undefined;
    const stale = new Set<string>();
    const changed = new Set<string>();
    const settle = () => {
      due = undefined;
      for (const one of stale) readAnew(queries, JSON.parse(one));
      if (changed.size > 0 && !stale.has(JSON.stringify(queue))) {
        toldHere([...changed]);
        // Lists that nobody looks at are read when they are opened again.
        void queries.invalidateQueries({ queryKey: queue, refetchType: "none", type: "inactive" });
      }
      changed.clear();
      stale.clear();
    };
    const mark = (...keys: readonly (readonly string[])[]) => {
      for (const one of keys) stale.add(JSON.stringify(one));
      due ??= setTimeout(settle, 50);
    };
    const hear = (heard: Heard) => {
      if (heard.event !== "changed") return mark(notifications);
      const { what, ids = [], count = ids.length } = heard.change;
      mark(counts);
      if (followers.size === 0 || ids.length === 0 || count > ids.length) mark(queue);
      for (const id of ids) {
        changed.add(id);
        mark(LIVE_KEYS.ticket(id));
      }
      if (what === "draft") mark(review, DRAFTED);
    };
    // One channel after the other is joined: what was missed is read once for all of them.
    let joined: ReturnType<typeof setTimeout> | undefined;
    const missed = () => {
      clearTimeout(joined);
      joined = setTimeout(() => mark(queue, counts, review, notifications, ["ticket"]), 200);
    };
    const ends = key.split(" ").map((topic) => listen(topic, hear, missed));
    return () => {
      clearTimeout(due);
      clearTimeout(joined);
      for (const end of ends) end();
    };
  }, [key, queries]);
  return me;
}

/** Which tickets of the queue have a draft. */
export const DRAFTED = ["queue", "drafted"] as const;

const NO_TEAM = "00000000-0000-0000-0000-000000000000";

function useDeskTopics(): string[] {
  const { me } = useSession();
  const [all, setAll] = useState<string[]>([]);
  useEffect(() => {
    if (!me?.isAdmin) return;
    rows(supabase().from("teams").select("id"))
      .then((teams) => setAll([...(teams ?? []).map((team) => team.id), NO_TEAM]))
      .catch(() => setAll([]));
  }, [me?.isAdmin]);
  if (!me?.memberId) return [];
  const teams = me.isAdmin ? all : me.teamIds;
  return [`member:${me.memberId}`, ...teams.map((id) => `team:${id}`)];
}

/** A customer hears of their own requests; mounted once, in the portal's shell. */
export function usePortalLive() {
  const { me } = useSession();
  const queries = useQueryClient();
  const stale = () => {
    readAnew(queries, LIVE_KEYS.requests);
    readAnew(queries, ["request"]);
  };
  useTopic(me?.customerId ? `customer:${me.customerId}` : null, stale, stale);
}

/** Whether Realtime is connected; for the banner that says so. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(() => navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online;
}
