/** The agent's side: a mail becomes a ticket, two people work on it, and nothing is lost. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe, close, signedIn } from "./browser";
import { mailIn } from "./desk";
import { mailTo } from "./mail";

afterAll(close);

const PATIENCE = { timeout: 15_000 };
const QUESTION = "Do you sell gift vouchers for your workshops, and may my dog come along?";
const fresh = () => `${Date.now()}.${Math.round(Math.random() * 1e6)}`;
const conversation = (page: Page) => page.getByRole("log", { name: "Conversation" });

describe("a mail", () => {
  const mark = fresh();
  const sender = `walter.${mark}@story.example`;
  let reto: Page;
  let anna: Page;
  let number: string;

  beforeAll(async () => {
    [reto, anna] = [await signedIn("reto"), await signedIn("anna")];
  });

  it("appears in an open queue, without a reload", async () => {
    await anna.goto("/desk?q=is:open&sort=newest");
    await anna.getByRole("link", { name: /./ }).first().waitFor();
    number = mailIn(`Walter <${sender}>`, `Vouchers ${mark}`, QUESTION);
    await anna.getByText(`Vouchers ${mark}`).first().waitFor();
  });

  it("is read by two who see each other", async () => {
    await anna.goto(`/desk/tickets/${number}`);
    await conversation(anna).getByText(QUESTION).waitFor();
    await reto.goto(`/desk/tickets/${number}`);
    await anna.getByText("Reto Brodbeck is looking at this ticket.").waitFor();
    expect(await axe(reto)).toEqual([]);
  });

  it("is answered by keyboard alone, called back, and sent; the other sees it come", async () => {
    await reto.keyboard.press("r");
    await reto.keyboard.type("Dear Walter, yes to both.");
    await anna.getByText("Reto Brodbeck is writing an answer.").waitFor();
    await reto.keyboard.press("Control+Enter");
    await reto.getByRole("button", { name: "Undo" }).click();
    await reto.getByText("Taken back.").waitFor();
    const field = reto.getByRole("textbox", { name: "Reply to Walter" });
    await expect.poll(() => field.inputValue(), PATIENCE).toBe("Dear Walter, yes to both.");
    await field.press("Control+Enter");
    await conversation(anna).getByText("Dear Walter, yes to both.").waitFor();
    expect(await mailTo(sender, new RegExp(mark), 40)).toContain("yes to both");
    await reto.getByText("Leaves in a few seconds.").waitFor({ state: "detached" });
  }, 90_000);

  it("takes a note that tells a colleague, who hears of it at once", async () => {
    await reto.getByRole("heading", { level: 1 }).click(); // out of the field
    await reto.keyboard.press("n");
    await reto.keyboard.type(`@anna.keller is the dog allowed? ${mark}`);
    await reto.keyboard.press("Control+Enter");
    await conversation(anna).getByText(`is the dog allowed? ${mark}`).waitFor();
    await conversation(anna).getByText("Note, for colleagues only").waitFor();
    await conversation(anna).getByText("Told: Anna Keller").waitFor();
  });

  it("suggests whom an @ may mean, by keys alone", async () => {
    await reto.getByRole("heading", { level: 1 }).click(); // out of the field
    await reto.keyboard.press("n");
    await reto.keyboard.type("Please look, @ann");
    const people = reto.getByRole("listbox", { name: "Mention" });
    await people.getByRole("option", { name: /Anna Keller/ }).waitFor();
    expect(await axe(reto)).toEqual([]);
    await reto.keyboard.press("Enter");
    await people.waitFor({ state: "detached" });
    await reto.keyboard.type(`once more ${mark}`);
    const field = reto.getByRole("textbox", { name: /^Note about/ });
    expect(await field.inputValue()).toBe(`Please look, @anna.keller once more ${mark}`);
    await reto.keyboard.press("Control+Enter");
    await conversation(anna).getByText(`once more ${mark}`).waitFor();
  });

  it("keeps what one writes for the next window", async () => {
    await reto.getByRole("heading", { level: 1 }).click(); // out of the field
    await reto.keyboard.press("r");
    await reto.keyboard.type("Half a sentence");
    await reto.getByText("Draft kept").waitFor();
    await reto.reload();
    const field = reto.getByRole("textbox", { name: "Reply to Walter" });
    await expect.poll(() => field.inputValue(), PATIENCE).toBe("Half a sentence");
    await field.fill("");
  });

  it("takes a file that is dropped, keeps it with the draft, and sends it", async () => {
    await reto.getByRole("heading", { level: 1 }).click(); // out of the field
    await reto.keyboard.press("r");
    const dropped = await reto.evaluateHandle((name) => {
      const given = new DataTransfer();
      given.items.add(new File(["Second street on the left."], name, { type: "text/plain" }));
      return given;
    }, `way-${mark}.txt`);
    const field = reto.getByRole("textbox", { name: "Reply to Walter" });
    await field.dispatchEvent("dragover", { dataTransfer: dropped });
    await field.dispatchEvent("drop", { dataTransfer: dropped });
    await reto.keyboard.type("The way is enclosed.");
    await reto.getByText("ready").waitFor();
    await reto.getByText("Draft kept").waitFor();
    await reto.reload();
    await reto.getByText(`way-${mark}.txt`).waitFor();
    expect(await axe(reto)).toEqual([]);
    await field.press("Control+Enter");
    const look = conversation(anna).getByRole("button", { name: `Look at way-${mark}.txt` });
    await look.click({ timeout: 40_000 });
    await anna.getByRole("dialog").getByText("Second street on the left.").waitFor();
    expect(await axe(anna)).toEqual([]);
    await anna.keyboard.press("Escape");
    expect(await mailTo(sender, new RegExp(mark), 40)).toContain("enclosed");
  }, 90_000);
});

describe("two tickets", () => {
  const mark = fresh();
  let page: Page;
  let first: string;
  let second: string;

  beforeAll(async () => {
    page = await signedIn("anna");
    first = mailIn(`w.${mark}@story.example`, `One ${mark}`, QUESTION);
    second = mailIn(`w.${mark}@story.example`, `Two ${mark}`, "And is the shop open in August?");
  });

  it("are merged, and parted again", async () => {
    await page.goto(`/desk/tickets/${second}`);
    await page.getByRole("button", { name: /^More:/ }).click();
    await page.getByRole("menuitem", { name: "Merge into another ticket" }).click();
    await page.getByLabel("Number of the other ticket").fill(first);
    await page.getByRole("button", { name: "Merge", exact: true }).click();
    await page.getByText("This ticket was merged into").waitFor();
    await page
      .getByRole("link", { name: `#${first}` })
      .first()
      .click();
    await conversation(page).getByText("And is the shop open in August?").waitFor();
    await page.getByRole("button", { name: "Undo the merge" }).click();
    await conversation(page)
      .getByText("And is the shop open in August?")
      .waitFor({ state: "detached" });
  });
});

describe("a page that hears nothing", () => {
  it("is told that somebody was faster, and overwrites nothing", async () => {
    const number = mailIn(`old.${fresh()}@story.example`, "An old page", QUESTION);
    const [deaf, other] = [await signedIn("anna"), await signedIn("reto")];
    await deaf.routeWebSocket(/realtime/, () => {}); // connects, and nothing ever comes
    for (const page of [deaf, other]) {
      await page.goto(`/desk/tickets/${number}`);
      await conversation(page).getByText(QUESTION).waitFor();
    }
    await other.getByRole("combobox", { name: "Priority" }).click();
    await other.getByRole("option", { name: "Urgent" }).click();
    await expect.poll(() => shown(other, "Priority"), PATIENCE).toBe("Urgent");
    await deaf.getByRole("combobox", { name: "Priority" }).click();
    await deaf.getByRole("option", { name: "Low" }).click();
    await deaf.getByRole("alert").first().waitFor();
    await expect.poll(() => shown(deaf, "Priority"), PATIENCE).toBe("Urgent");
  });
});

const shown = (page: Page, label: string) =>
  page.getByRole("combobox", { name: label }).inputValue();

describe("a phone", () => {
  it("shows the ticket without scrolling sideways", async () => {
    const page = await signedIn("reto", { viewport: { width: 360, height: 780 } });
    await page.goto("/desk/tickets/1");
    await conversation(page).waitFor();
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider).toBe(0);
    expect(await axe(page)).toEqual([]);
  });
});
