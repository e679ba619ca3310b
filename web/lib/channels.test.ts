import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { use } from "@/lib/supabase";
import { join } from "./channels";

type Told = (message: { payload: unknown }) => void;

/** A channel of Realtime as far as it is used; the test says what comes over it. */
class Channel {
  handlers = new Map<string, Told>();
  status: (status: string) => void = () => {};
  people: Record<string, object[]> = {};
  track = vi.fn();
  untrack = vi.fn();
  on(type: string, { event }: { event: string }, told: Told) {
    this.handlers.set(`${type} ${event}`, told);
    return this;
  }
  subscribe(status: (status: string) => void) {
    this.status = status;
    return this;
  }
  presenceState = () => this.people;
  tell = (what: string, payload: unknown = {}) => this.handlers.get(what)?.({ payload });
}

let made: Channel[];
let removed: Channel[];
let topic = 0;
const aTopic = () => `team:${++topic}`;

beforeEach(() => {
  vi.useFakeTimers();
  made = [];
  removed = [];
  use({
    channel() {
      const channel = new Channel();
      made.push(channel);
      return channel;
    },
    removeChannel: async (channel: Channel) => removed.push(channel),
  } as never);
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

const me = { member: "m1", name: "Reto" };

describe("channels", () => {
  it("are shared by all who hear one topic, and left when the last has gone", () => {
    const name = aTopic();
    const [one, other] = [vi.fn(), vi.fn()];
    const seats = [join(name, { hear: one }), join(name, { hear: other })];
    expect(made).toHaveLength(1);
    made[0]?.tell("broadcast changed", { what: "ticket", id: "t1" });
    expect(one).toHaveBeenCalledWith({ event: "changed", change: { what: "ticket", id: "t1" } });
    expect(other).toHaveBeenCalledTimes(1);
    seats[0]?.leave();
    vi.advanceTimersByTime(5_000);
    expect(removed).toHaveLength(0);
    seats[1]?.leave();
    vi.advanceTimersByTime(5_000);
    expect(removed).toEqual(made);
  });

  it("tell who joined late, or again, that something may have been missed", async () => {
    const name = aTopic();
    const missed = vi.fn();
    join(name, { missed });
    made[0]?.status("SUBSCRIBED");
    made[0]?.status("CHANNEL_ERROR");
    made[0]?.status("SUBSCRIBED");
    expect(missed).toHaveBeenCalledTimes(2);
    const late = vi.fn();
    join(name, { missed: late });
    await Promise.resolve();
    expect(late).toHaveBeenCalledTimes(1);
  });

  it("say who is there again after a lost connection", () => {
    const seat = join(aTopic(), {});
    seat.say(me);
    expect(made[0]?.track).not.toHaveBeenCalled();
    made[0]?.status("SUBSCRIBED");
    made[0]?.status("TIMED_OUT");
    made[0]?.status("SUBSCRIBED");
    expect(made[0]?.track).toHaveBeenCalledTimes(2);
  });

  it("never say more than Realtime bears, and end with the newest", () => {
    const seat = join(aTopic(), {});
    made[0]?.status("SUBSCRIBED");
    for (let count = 0; count < 20; count++) seat.say({ ...me, at: `t${count}` });
    expect(made[0]?.track).toHaveBeenCalledTimes(4);
    vi.advanceTimersByTime(32_000);
    expect(made[0]?.track).toHaveBeenCalledTimes(5);
    expect(made[0]?.track).toHaveBeenLastCalledWith({ ...me, at: "t19" });
  });

  it("count one person once, who types where any window of theirs does", () => {
    const people = vi.fn();
    join(aTopic(), { people });
    const channel = made[0] as Channel;
    channel.people = {
      a: [{ ...me, typing: false }],
      b: [{ ...me, typing: true, at: "t1" }],
      c: [{ member: "m2", name: "Anna" }],
    };
    channel.tell("presence sync");
    expect(people).toHaveBeenLastCalledWith([
      { member: "m2", name: "Anna", at: null, typing: false },
      { member: "m1", name: "Reto", at: "t1", typing: true },
    ]);
  });
});
