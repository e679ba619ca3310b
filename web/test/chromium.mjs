/** Debian's Chromium, the people of the demo, and the way in: for tests, screenshots and bench. */
import { chromium } from "playwright-core";

export const PEOPLE = {
  anna: { email: "anna.keller@bergbach.example", password: "demo-anna-2026" },
  reto: { email: "reto.brodbeck@bergbach.example", password: "demo-reto-2026" },
  priya: { email: "priya.nair@bergbach.example", password: "demo-priya-2026" },
  mathilde: { email: "mathilde.roussel@bergbach.example", password: "demo-mathilde-2026" },
  hannah: { email: "hannah.whitcombe@postbox.example", password: "demo-hannah-2026" },
  tobias: { email: "tobias.gerber@seepost.example", password: "demo-tobias-2026" },
};

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchChromium() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // as root, Chromium runs without its sandbox or not at all
    args: process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET,
  });
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} email
 * @param {string} password
 */
export async function signIn(page, email, password) {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}
