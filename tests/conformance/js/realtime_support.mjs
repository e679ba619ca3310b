// What the files about Realtime share: things to wait for.

const seconds = 10;

// realtime-js forgets a timer of ten seconds at every disconnect, which would hold the process
// that long; open sockets still do.
const { setTimeout: later } = globalThis;
globalThis.setTimeout = (work, milliseconds, ...rest) => {
  const timer = later(work, milliseconds, ...rest);
  return milliseconds === 10_000 ? timer.unref() : timer;
};

/** A promise that fails when it takes too long. */
export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took over ${seconds} s`)), seconds * 1000 + 1);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** What a callback was given first, one call after the other. */
export class Heard {
  #things = [];
  #waiting = [];
  hear = (thing) => {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(thing);
    else this.#things.push(thing);
  };
  next() {
    if (this.#things.length > 0) return Promise.resolve(this.#things.shift());
    return within(new Promise((resolve) => this.#waiting.push(resolve)), "something to hear");
  }
  rest() {
    return this.#things.splice(0);
  }
}

/** The first state that `subscribe` reports, with its error. */
export function state(channel) {
  const first = new Promise((resolve) => {
    channel.subscribe((status, error) => resolve({ status, error }));
  });
  return within(first, "subscribing");
}

/** Subscribe a channel; anything but SUBSCRIBED is thrown. */
export async function subscribed(channel) {
  const { status, error } = await state(channel);
  if (status !== "SUBSCRIBED") throw error ?? new Error(status);
  return channel;
}
