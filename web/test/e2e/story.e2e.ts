/**
 * The whole story, once: a mail comes in, the AI drafts, one member corrects and sends while the
 * other looks on, the customer gets the answer and rates it by the link in a mail. No page is ever
 * reloaded.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { axe, close, signedIn, visitor } from "./browser";
import { autocrm, mailIn } from "./desk";
import { mailTo } from "./mail";

const DELAY = "csat_delay_hours";
const PATIENCE = { timeout: 30_000 };
const QUESTION =
  "How long does a parcel take to Austria? And may I bring my parrot to the shop on a Saturday?";

const setting = (name: string): unknown =>
  (JSON.parse(autocrm("setting", "list", "--json")) as { key: string; value: unknown }[]).find(
    ({ key }) => key === name,
  )?.value;

/** Marks the page; a reload would lose the mark. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { neverReloaded: true }));
const marked = (page: Page) => page.evaluate(() => "neverReloaded" in window);

describe("from the customer's mail to the customer's rating", () => {
  const word = `Parrot ${Date.now().toString(36)}`;
  const sender = `${word.replace(" ", ".").toLowerCase()}@story.example`;
  const delay = setting(DELAY);
  let anna: Page; // reviews drafts
  let reto: Page; // has the ticket open
  let number: string;

  beforeAll(async () => {
    autocrm("setting", "set", DELAY, "0.0003"); // asked right after solving instead of the next day
    [anna, reto] = [await signedIn("anna"), await signedIn("reto")];
    await anna.goto("/desk/review");
    await anna.getByRole("heading", { name: "Review" }).waitFor();
    await reto.goto("/desk?q=is:open&sort=newest");
    await reto.getByRole("row").first().waitFor();
    await Promise.all([mark(anna), mark(reto)]);
  });

  afterAll(async () => {
    autocrm("setting", "set", DELAY, JSON.stringify(delay));
    await close();
  });

  it("arrives at one desk as a ticket, at the other as a draft", async () => {
    number = mailIn(`Wendelin <${sender}>`, word, QUESTION);
    await reto.getByRole("link", { name: word }).first().click(PATIENCE);
    await reto.getByRole("log", { name: "Conversation" }).getByText(QUESTION).waitFor();
    const draft = reto.getByRole("region", { name: "Draft that waits" });
    await draft.getByRole("button", { name: /Approve and send/ }).waitFor(PATIENCE);
    await anna
      .getByRole("list", { name: "Drafts that wait" })
      .getByRole("button", { name: word })
      .click(PATIENCE);
    await anna.getByRole("heading", { level: 2, name: word }).waitFor();
  });

  it("is corrected and sent by one, and seen by the other", async () => {
    await anna.keyboard.press("e");
    const field = anna.getByRole("textbox", { name: "Answer", exact: true });
    await field.press("Control+End");
    await anna.keyboard.type(" Your parrot is welcome on any day.");
    await anna.getByRole("button", { name: /Send as changed/ }).click();
    await reto
      .getByRole("log", { name: "Conversation" })
      .getByText("Your parrot is welcome on any day.")
      .waitFor(PATIENCE);
    await reto.getByText("Leaves in a few seconds.").waitFor({ state: "detached", ...PATIENCE });
    await reto
      .getByRole("button", { name: /Approve and send/ })
      .waitFor({ state: "detached", ...PATIENCE });
  }, 90_000);

  it("reaches the customer by mail", async () => {
    expect(await mailTo(sender, new RegExp(word), 40)).toContain("Your parrot is welcome");
  });

  it("is solved, rated by the link in a mail without signing in, and the desk sees it", async () => {
    await reto.getByRole("combobox", { name: "Status" }).click();
    await reto.getByRole("option", { name: "Solved" }).click();
    const link = await linkTo("/rate", sender, 40);
    const customer = await visitor({ viewport: { width: 390, height: 780 } });
    await customer.goto(link);
    await customer.getByText("5", { exact: true }).click();
    await customer.getByLabel(/like to add/).fill(`The bird thanks you, ${word}.`);
    expect(await axe(customer)).toEqual([]);
    await customer.getByRole("button", { name: "Send" }).click();
    await customer.getByText("You gave 5 of 5.").waitFor();
    const rating = reto.getByRole("region", { name: "How the customer rated it" });
    await rating.getByText(`The bird thanks you, ${word}.`).waitFor(PATIENCE);
    await rating.getByText("5 of 5").waitFor();
    expect(await axe(reto)).toEqual([]);
    await customer.context().close();
  }, 120_000);

  it("is in the numbers, and no page was reloaded", async () => {
    expect(await Promise.all([marked(anna), marked(reto)])).toEqual([true, true]);
    const report = JSON.parse(autocrm("rating", "list", "--json")) as { number: number }[];
    expect(report.map((one) => String(one.number))).toContain(number);
  });
});

/** The address in the mail, as it stands there but for the host that this test's pages come from. */
async function linkTo(path: string, address: string, seconds: number): Promise<string> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    const text = await mailTo(address, /./, seconds);
    const found = text.match(/https?:\/\/\S+/g)?.find((one) => new URL(one).pathname === path);
    if (found) {
      const { pathname, search } = new URL(found);
      return `${inject("url")}${pathname}${search}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`No mail to ${address} leads to ${path} within ${seconds} s.`);
}
