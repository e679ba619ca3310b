/** Debian's Chromium, and people of the demo who are signed in. */
import AxeBuilder from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { inject } from "vitest";
import { launchChromium, PEOPLE, signIn } from "../chromium.mjs";

export { PEOPLE, signIn };

let browser: Browser | undefined;

export async function launch(): Promise<Browser> {
  browser ??= await launchChromium();
  return browser;
}

export async function close(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

type Options = Parameters<Browser["newContext"]>[0];

/** A window of its own, with nobody signed in. What goes wrong in the page fails the test. */
export async function visitor(options: Options = {}): Promise<Page> {
  const context = await (await launch()).newContext({
    baseURL: inject("url"),
    locale: "en-GB",
    timezoneId: "Europe/Zurich",
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(15_000);
  return watched(context);
}

async function watched(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw new Error(`The page threw: ${error.message}`);
  });
  return page;
}

/** Somebody of the demo, in a window of their own. */
export async function signedIn(who: keyof typeof PEOPLE, options: Options = {}): Promise<Page> {
  const page = await visitor(options);
  const { email, password } = PEOPLE[who];
  await signIn(page, email, password);
  return page;
}

/** What axe finds that is serious or critical: WCAG 2.2 A and AA. */
export async function axe(page: Page): Promise<string[]> {
  // What fades in has for a moment colours that nobody is meant to read.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((one) => one.finished));
  });
  await page.evaluate(AxeBuilder.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const found = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    });
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}
