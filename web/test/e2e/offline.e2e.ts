/**
 * Without a network: a banner says so, what is typed is kept, what cannot be sent is told and kept,
 * and everything that happened meanwhile is there afterwards, without a reload.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { close, PEOPLE, signedIn } from "./browser";
import { mailIn } from "./desk";

afterAll(close);

const PATIENCE = { timeout: 30_000 };
const QUESTION = "Do you sell gift vouchers for your workshops, and may my dog come along?";
const word = () => `Gone${Date.now().toString(36)}`;
const banner = (page: Page) => page.getByRole("status").filter({ hasText: /connection|offline/i });
const conversation = (page: Page) => page.getByRole("log", { name: "Conversation" });

/** What happens elsewhere meanwhile: the database, asked as somebody of the demo. */
async function as(who: keyof typeof PEOPLE) {
  const { email, password } = PEOPLE[who];
  const headers = { apikey: inject("key"), "content-type": "application/json" };
  const ask = async (path: string, body: object, token = "") => {
    const answer = await fetch(inject("url") + path, {
      method: "POST",
      headers: token ? { ...headers, authorization: `Bearer ${token}` } : headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : null;
  };
  const signed = await ask("/auth/v1/token?grant_type=password", { email, password });
  return (name: string, args: object) => ask(`/rest/v1/rpc/${name}`, args, signed.access_token);
}

const offline = (pages: Page[], off: boolean) =>
  Promise.all(pages.map((page) => page.context().setOffline(off)));

interface Made {
  id: string;
  number: string;
}

/** A ticket of Hannah's that Reto has. */
async function ticketOf(subject: string): Promise<Made> {
  const hannah = await as("hannah");
  const made = await hannah("create_ticket", { p_subject: subject, p_text: QUESTION });
  const id = made.ticket_id ?? made.id;
  await (await as("anna"))("update_tickets", {
    p_ticket_ids: [id],
    p_changes: { team: "front", assignee: PEOPLE.reto.email, status: "open" },
  });
  return { id, number: String(made.number) };
}

/** The page's window to the stack, whose live connection the test can cut. */
async function cuttable(page: Page): Promise<() => Promise<void>> {
  const open: { close: () => Promise<void> }[] = [];
  await page.routeWebSocket(/realtime/, (socket) => {
    socket.connectToServer();
    open.push(socket);
  });
  return async () => {
    await Promise.all(open.splice(0).map((socket) => socket.close()));
  };
}

describe("a lost network", () => {
  const name = word();
  let anna: Page;
  let reto: Page;
  let hannah: Page;
  let ticket: Made;

  beforeAll(async () => {
    ticket = await ticketOf(`${name} one`);
    [anna, reto, hannah] = [
      await signedIn("anna"),
      await signedIn("reto"),
      await signedIn("hannah"),
    ];
    await anna.goto("/desk?q=is:open&sort=newest");
    await anna.getByRole("link", { name: `${name} one` }).waitFor();
    await reto.goto(`/desk/tickets/${ticket.number}`);
    await conversation(reto).getByText(QUESTION).waitFor();
    await hannah.goto(`/requests/${ticket.number}`);
    await hannah.getByText(QUESTION).waitFor();
    for (const page of [anna, reto, hannah]) {
      await page.waitForLoadState("networkidle"); // whoever has a page has its code
      await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
    }
  });

  it("is said at the desk and in the portal", async () => {
    await offline([anna, reto, hannah], true);
    for (const page of [anna, reto, hannah]) await banner(page).waitFor();
  });

  it("keeps what is typed and cannot be sent", async () => {
    const field = reto.getByRole("textbox", { name: /^Reply to/ });
    await field.fill(`Half an answer, ${name}`);
    await field.press("Control+Enter");
    await reto.getByRole("alert").first().waitFor();
    expect(await field.inputValue()).toBe(`Half an answer, ${name}`);
    const answer = hannah.getByLabel("Your answer");
    await answer.fill(`One more thing, ${name}`);
    await hannah.getByRole("button", { name: "Send", exact: true }).click();
    await hannah.getByRole("alert").first().waitFor();
    expect(await answer.inputValue()).toBe(`One more thing, ${name}`);
  });

  it("ends with everything there that happened meanwhile", async () => {
    const [elsewhere, customer] = [await as("priya"), await as("hannah")];
    const opened = mailIn(`late.${name}@story.example`, `${name} two`, QUESTION);
    for (let one = 1; one <= 20; one++) {
      await elsewhere("add_note", { p_ticket_id: ticket.id, p_text: `${name} note ${one}.` });
    }
    await customer("add_message", { p_ticket_id: ticket.id, p_text: `${name} from a phone.` });
    await elsewhere("update_tickets", { p_ticket_ids: [ticket.id], p_changes: { priority: 4 } });
    await offline([anna, reto, hannah], false);
    await anna.getByRole("link", { name: `${name} two` }).waitFor(PATIENCE);
    for (let one = 1; one <= 20; one++) {
      await conversation(reto).getByText(`${name} note ${one}.`).waitFor(PATIENCE);
    }
    await conversation(reto).getByText(`${name} from a phone.`).waitFor();
    await hannah.getByRole("log").getByText(`${name} from a phone.`).waitFor(PATIENCE);
    for (const page of [anna, reto, hannah]) {
      await banner(page).waitFor({ state: "detached" });
      expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
    }
    expect(opened).toMatch(/^\d+$/);
  }, 120_000);

  it("has lost nothing that was typed: it is sent now", async () => {
    const field = reto.getByRole("textbox", { name: /^Reply to/ });
    expect(await field.inputValue()).toBe(`Half an answer, ${name}`);
    expect(await hannah.getByLabel("Your answer").inputValue()).toBe(`One more thing, ${name}`);
    await hannah.getByRole("button", { name: "Send", exact: true }).click();
    await conversation(reto).getByText(`One more thing, ${name}`).waitFor(PATIENCE);
    await field.press("Control+Enter");
    // The customer's message goes on changing the ticket for a moment: then the desk asks first.
    const answered = conversation(reto).getByText(`Half an answer, ${name}`);
    const anyway = reto.getByRole("button", { name: "Send it anyway" });
    await answered.or(anyway).first().waitFor(PATIENCE);
    if (await anyway.isVisible()) await anyway.click();
    await answered.waitFor(PATIENCE);
    await hannah.getByRole("log").getByText(`Half an answer, ${name}`).waitFor(PATIENCE);
  }, 90_000);
});

describe("a live connection that breaks", () => {
  it("is taken up again, five times over, and nothing is missed", async () => {
    const name = word();
    const ticket = await ticketOf(name);
    const elsewhere = await as("priya");
    const page = await signedIn("reto");
    const cut = await cuttable(page);
    await page.goto(`/desk/tickets/${ticket.number}`);
    await conversation(page).getByText(QUESTION).waitFor();
    for (let time = 1; time <= 5; time++) {
      await cut();
      for (const half of ["a", "b"]) {
        const p_text = `${name} note ${time}${half}.`;
        await elsewhere("add_note", { p_ticket_id: ticket.id, p_text });
      }
      for (const half of ["a", "b"]) {
        await conversation(page).getByText(`${name} note ${time}${half}.`).waitFor(PATIENCE);
      }
    }
    await page.context().close();
  }, 180_000);
});
