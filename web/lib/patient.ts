/** Code that is loaded later, on a network that comes and goes. */

/** Resolves as soon as there is a network. */
export function whenOnline(): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => {
    window.addEventListener("online", () => resolve(), { once: true });
  });
}

/**
 * Load a page's code. Without a network this waits for one before it fails: what the router does
 * then is to load the whole page anew, which offline would end at the browser's error page.
 */
export const patient =
  <T>(load: () => Promise<T>) =>
  (): Promise<T> =>
    load().catch(async (error: unknown) => {
      await whenOnline();
      throw error;
    });

/** Load what must come in the end: again whenever there is a network, at most so many times. */
export async function persistent<T>(load: () => Promise<T>, times = 5): Promise<T> {
  for (let left = times; ; left--) {
    try {
      return await load();
    } catch (error) {
      if (left <= 1) throw error;
      if (navigator.onLine) await new Promise((resolve) => setTimeout(resolve, 1_000));
      else await whenOnline();
    }
  }
}

/** When the page has nothing better to do; without a network, as soon as there is one. */
export function whenIdle(work: () => Promise<unknown>): void {
  const begin = () => void whenOnline().then(() => work().catch(() => {})); // asked for again when needed
  setTimeout(() => {
    if ("requestIdleCallback" in window) window.requestIdleCallback(begin, { timeout: 3_000 });
    else begin();
  }, 1_500);
}
