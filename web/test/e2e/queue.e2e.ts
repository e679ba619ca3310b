/** The queue against the real stack: searching, changing many, views, live, the keyboard alone. */
import type { Page } from "playwright-core";
import { afterAll, describe, expect, inject, it } from "vitest";
import { axe, close, PEOPLE, signedIn } from "./browser";

afterAll(close);

/** Calls the database as somebody of the demo, for what is not the page's to do. */
async function as(who: keyof typeof PEOPLE) {
  const { email, password } = PEOPLE[who];
  const headers = { apikey: inject("key"), "content-type": "application/json" };
  const answer = await fetch(`${inject("url")}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers,
    body: JSON.stringify({ email, password }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  return async <T>(name: string, args: object): Promise<T> => {
    const said = await fetch(`${inject("url")}/rest/v1/rpc/${name}`, {
      method: "POST",
      headers: { ...headers, authorization: `Bearer ${access_token}` },
      body: JSON.stringify(args),
    });
    if (!said.ok) throw new Error(`${name}: ${await said.text()}`);
    return (await said.json()) as T;
  };
}

interface Made {
  id: string;
  number: number;
}

/** Tickets of this run, with a word in their subjects that no other has. */
async function made(word: string, count: number): Promise<Made[]> {
  const call = await as("anna");
  const tickets: Made[] = [];
  for (let one = 1; one <= count; one++) {
    const ticket = await call<{ ticket_id?: string; id?: string; number: number }>(
      "create_ticket",
      {
        p_subject: `${word} number ${one}`,
        p_text: "Made by a test of the queue.",
        p_customer_email: "queue-test@postbox.example",
      },
    );
    tickets.push({ id: (ticket.ticket_id ?? ticket.id) as string, number: ticket.number });
  }
  // What the AI makes of a new ticket has settled before the test looks.
  await call("update_tickets", {
    p_ticket_ids: tickets.map((one) => one.id),
    p_changes: { team: "front", assignee: PEOPLE.reto.email, status: "open" },
  });
  return tickets;
}

async function over(tickets: Made[]) {
  const call = await as("anna");
  await call("update_tickets", {
    p_ticket_ids: tickets.map((one) => one.id),
    p_changes: { status: "closed" },
  });
}

const aWord = () => `queue${Date.now().toString(36)}`;
const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

async function search(page: Page, query: string) {
  const field = page.getByRole("textbox", { name: "Search tickets" });
  await field.fill(query);
  await field.press("Enter");
}

describe("the queue", () => {
  it("shows where a search is wrong and finds what was meant", async () => {
    const page = await signedIn("reto");
    await page.goto("/desk");
    await search(page, "is:open asignee:me");
    const alert = page.getByRole("alert");
    await alert.getByText("asignee", { exact: true }).waitFor();
    expect(await axe(page)).toEqual([]);
    await alert.getByRole("button", { name: "Search for is:open assignee:me" }).click();
    await page.getByRole("row").nth(1).waitFor();
    expect(await page.getByRole("textbox", { name: "Search tickets" }).inputValue()).toBe(
      "is:open assignee:me",
    );
    expect(await axe(page)).toEqual([]);
    await page.context().close();
  });

  it("changes many at once, and a second window sees it without a reload", async () => {
    const word = aWord();
    const tickets = await made(word, 3);
    const [reto, priya] = [await signedIn("reto"), await signedIn("priya")];
    for (const page of [reto, priya]) {
      await page.goto(`/desk?q=${word}%20is%3Aopen&sort=oldest`);
      await row(page, `${word} number 3`).waitFor();
    }
    await reto.getByLabel(`Select ticket ${tickets[0]?.number}`).click();
    await reto.getByLabel(`Select ticket ${tickets[1]?.number}`).click({ modifiers: ["Shift"] });
    await reto.getByText("2 selected").waitFor();
    await reto.getByRole("button", { name: "Priority" }).click();
    await reto.getByRole("menuitem", { name: "Urgent" }).click();
    await row(priya, `${word} number 1`).getByTitle("Urgent").waitFor();
    await row(priya, `${word} number 2`).getByTitle("Urgent").waitFor();

    // What no longer fits leaves; what begins to fit comes.
    await reto.getByLabel(`Select ticket ${tickets[2]?.number}`).click();
    await reto.getByRole("button", { name: "Status" }).click();
    await reto.getByRole("menuitem", { name: "On hold" }).click();
    await row(priya, `${word} number 3`).waitFor({ state: "detached" });
    const call = await as("anna");
    await call("update_ticket", { p_ticket_id: tickets[2]?.id, p_changes: { status: "open" } });
    await row(priya, `${word} number 3`).waitFor();
    await over(tickets);
    await row(priya, `${word} number 1`).waitFor({ state: "detached" });
    for (const page of [reto, priya]) await page.context().close();
  });

  it("saves a search as a view, and deletes it again", async () => {
    const name = `Test ${aWord()}`;
    const page = await signedIn("reto");
    await page.goto("/desk");
    await search(page, "is:unsolved priority:<=2");
    await page.getByRole("button", { name: "Save as view" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const link = page.getByRole("link", { name });
    await link.waitFor();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    expect(await link.getAttribute("aria-current")).toBe("page");
    await page.getByRole("button", { name: "This view" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await link.waitFor({ state: "detached" });
    await page.context().close();
  });

  it("is worked in from the keyboard alone", async () => {
    const word = aWord();
    const tickets = await made(word, 2);
    const page = await signedIn("reto");
    await page.goto("/desk");
    await page.getByRole("row").nth(1).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(`${word} sort:oldest`);
    await page.keyboard.press("Enter");
    await row(page, `${word} number 2`).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+J");
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("p");
    await page.getByRole("menuitem", { name: "Urgent" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText("2 tickets changed.").waitFor();
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/desk/tickets/${tickets[0]?.number}`);
    await over(tickets);
    await page.context().close();
  });

  it("tells of a ticket that was assigned, live, and leads there", async () => {
    const word = aWord();
    const page = await signedIn("reto");
    await page.goto("/desk");
    await page.getByRole("row").nth(1).waitFor();
    const tickets = await made(word, 1); // assigned to Reto by Anna
    await page.getByRole("button", { name: /^Notifications: \d+ unread/ }).click();
    const notice = page.getByRole("link", { name: new RegExp(`Assigned.*${word}`, "s") });
    await notice.waitFor();
    expect(await axe(page)).toEqual([]);
    await notice.click();
    await page.waitForURL(`**/desk/tickets/${tickets[0]?.number}`);
    await over(tickets);
    await page.context().close();
  });

  it("shows my numbers beside the team's, on a phone too", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await signedIn("reto", { colorScheme, viewport: { width: 360, height: 740 } });
      await page.goto("/desk/numbers");
      await page.getByRole("row", { name: /Reto Brodbeck \(you\)/ }).waitFor();
      expect(await axe(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(360);
      await page.context().close();
    }
  });
});
