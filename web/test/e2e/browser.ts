/** Debian's Chromium, and people of the demo who are signed in. */
import AxeBuilder from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { inject } from "vitest";

export const PEOPLE = {
  anna: ["anna.keller@bergbach.example", "demo-anna-2026"],
  reto: ["reto.brodbeck@bergbach.example", "demo-reto-2026"],
  priya: ["priya.nair@bergbach.example", "demo-priya-2026"],
  mathilde: ["mathilde.roussel@bergbach.example", "demo-mathilde-2026"],
  hannah: ["hannah.whitcombe@postbox.example", "demo-hannah-2026"],
  tobias: ["tobias.gerber@seepost.example", "demo-tobias-2026"],
} as const;

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Browser | undefined;

export async function launch(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // as root, Chromium runs without its sandbox or not at all
    args: process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET,
  });
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
  const [email, password] = PEOPLE[who];
  await signIn(page, email, password);
  return page;
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** What axe finds that is serious or critical: WCAG 2.2 A and AA. */
export async function axe(page: Page): Promise<string[]> {
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
