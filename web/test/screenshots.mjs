/**
 * Every page in light, dark and phone size, to be looked at: `npm run screenshots` beside a stack
 * with the demo (URL in AUTOCRM_URL). Written to test/screenshots, which is not committed.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launchChromium, PEOPLE, signIn } from "./chromium.mjs";

const url = process.env.AUTOCRM_URL ?? "http://127.0.0.1:54321";
const folder = join(import.meta.dirname, "screenshots");
mkdirSync(folder, { recursive: true });

const NOBODY = ["/", "/help", "/help/delivery-times", "/sign-in", "/sign-up", "/forgot"];
const HANNAH = ["/requests", "/new", "/account"];
const ANNA = [
  "/desk",
  "/desk/tickets/1",
  "/desk/review",
  "/desk/numbers",
  "/desk/profile",
  "/desk/setup/members",
  "/desk/setup/teams",
  "/desk/setup/categories",
  "/desk/setup/articles",
  "/desk/setup/articles/delivery-times",
  "/desk/setup/suggestions",
  "/desk/setup/jobs",
];
const SEEN = [
  [null, NOBODY],
  [PEOPLE.hannah, HANNAH],
  [PEOPLE.anna, ANNA],
];
const SIZES = [
  ["light", "light", 1280, 800],
  ["dark", "dark", 1280, 800],
  ["phone", "light", 360, 780],
];

const browser = await launchChromium();

for (const [name, colorScheme, width, height] of SIZES) {
  for (const [person, paths] of SEEN) {
    const context = await browser.newContext({
      baseURL: url,
      colorScheme,
      locale: "en-GB",
      viewport: { width, height },
    });
    const page = await context.newPage();
    if (person) await signIn(page, person.email, person.password);
    for (const path of paths) {
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      const file = `${path.slice(1).replaceAll("/", "-") || "home"}.${name}.png`;
      await page.screenshot({ path: join(folder, file) });
      console.log(file);
    }
    await context.close();
  }
}
await browser.close();
