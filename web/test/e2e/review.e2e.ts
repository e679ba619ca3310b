/** Reviewing by keyboard alone, with a second window that sees it without a reload. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe, close, signedIn } from "./browser";

afterAll(close);

const QUESTION =
  "How long does a parcel take to Austria? And may I bring my parrot to the shop on a Saturday?";

/** A request whose second question no article answers: its draft waits for a person. */
async function write(subject: string): Promise<void> {
  const hannah = await signedIn("hannah");
  await hannah.goto("/new");
  await hannah.getByLabel("What is it about?").fill(subject);
  await hannah.getByLabel(/Your message/).fill(QUESTION);
  await hannah.getByRole("button", { name: "Send the request", exact: true }).click();
  await hannah.waitForURL(/\/requests\/\d+$/);
  await hannah.context().close();
}

const entry = (page: Page, subject: string) =>
  page.getByRole("list", { name: "Drafts that wait" }).getByRole("button", { name: subject });

/** There by mouse, since a desk may have many; then away and back by key. */
async function goTo(page: Page, subject: string): Promise<void> {
  await entry(page, subject).click();
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await page.getByRole("heading", { level: 2, name: subject }).waitFor();
}

describe("the review queue", () => {
  const name = `Parrot ${Date.now().toString(36)}`;
  const subjects = [`${name} one`, `${name} two`];
  let anna: Page;
  let reto: Page;
  beforeAll(async () => {
    anna = await signedIn("anna");
    reto = await signedIn("reto");
    await anna.goto("/desk/review");
    await reto.goto("/desk/review");
    await anna.getByRole("list", { name: "Drafts that wait" }).waitFor();
    await reto.getByRole("heading", { name: "Review" }).waitFor();
  });

  it("gets new drafts by itself", async () => {
    for (const subject of subjects) await write(subject);
    for (const subject of subjects) await entry(anna, subject).waitFor({ timeout: 30_000 });
    expect(await axe(anna)).toEqual([]);
  });

  it("shows the passage behind a sentence", async () => {
    await goTo(anna, subjects[0] as string);
    await anna.getByText(QUESTION).waitFor();
    await anna.getByRole("button", { name: /Sentence with source 1/ }).click();
    await anna
      .getByRole("dialog")
      .getByText(/as the AI read it/)
      .waitFor();
    expect(await axe(anna)).toEqual([]);
    await anna.keyboard.press("Escape");
    await anna.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("is approved with a change by keys, and taken back before it leaves", async () => {
    await anna.keyboard.press("e");
    const field = anna.getByRole("textbox", { name: "Answer", exact: true });
    await field.waitFor();
    await field.press("End");
    await anna.keyboard.type(" The parrot is welcome.");
    await anna.keyboard.press("Control+Enter");
    await anna.getByRole("button", { name: "Undo", exact: true }).click();
    await anna.getByText("Taken back. It was not sent.").waitFor();
    await entry(anna, subjects[0] as string).waitFor();
  });

  it("is approved for good, and the other window hears of it without a reload", async () => {
    await entry(reto, subjects[0] as string).waitFor();
    await goTo(anna, subjects[0] as string);
    await anna.keyboard.press("a");
    await entry(anna, subjects[0] as string).waitFor({ state: "hidden" });
    await entry(reto, subjects[0] as string).waitFor({ state: "hidden" });
  });

  it("is rejected with a reason", async () => {
    await goTo(anna, subjects[1] as string);
    await anna.keyboard.press("x");
    await anna.getByLabel("What is wrong with it?").fill("It says nothing of the parrot.");
    await anna.keyboard.press("Control+Enter");
    await anna.getByText("Rejected.").waitFor();
    await entry(reto, subjects[1] as string).waitFor({ state: "hidden" });
  });

  it("fits a phone", async () => {
    const phone = await signedIn("anna", { viewport: { width: 360, height: 740 } });
    await phone.goto("/desk/review");
    await phone.getByRole("list", { name: "Drafts that wait" }).waitFor();
    const wider = await phone.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider).toBe(0);
    await phone.context().close();
  });
});

describe("the AI at a ticket", () => {
  it("summarises, likens and answers at a keystroke", async () => {
    const anna = await signedIn("anna");
    await anna.goto("/desk/tickets/3");
    const panel = anna.getByRole("region", { name: "AI", exact: true });
    await panel.getByRole("heading", { name: "Copilot" }).waitFor();
    await anna.keyboard.press("Shift+S");
    await panel.getByText("The customer wants").waitFor();
    await anna.keyboard.press("Shift+L");
    await panel.getByRole("link", { name: /#\d+/ }).first().waitFor();
    await anna.keyboard.press("Shift+Q");
    await panel.getByLabel("Question about this ticket").fill("What does the class cost?");
    await anna.keyboard.press("Enter");
    await panel
      .getByText(/from (the thread|[a-z-]+)/)
      .first()
      .waitFor();
    expect(await axe(anna)).toEqual([]);
    await anna.context().close();
  });
});
