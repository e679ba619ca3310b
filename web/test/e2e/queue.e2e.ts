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

/** The demo has too few tickets for a long list: these are answered in the server's place. */
async function withMany(page: Page, count: number) {
  const all = Array.from({ length: count }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    number: 1001 + index,
    subject: `Made up ${index + 1} of many`,
    status: "open",
    priority: 3,
    team: "front",
    assignee: null,
    assignee_id: null,
    customer: { name: "Somebody", email: "somebody@postbox.example", company: null },
    tags: [],
    created_at: "2026-01-01T00:00:00+00:00",
    updated_at: "2026-01-01T00:00:00+00:00",
    next_due_at: null,
    is_snoozed: false,
    snoozed_until: null,
    version: 1,
  }));
  await page.route("**/rest/v1/rpc/list_tickets", (route) => {
    const { p_after, p_limit } = route.request().postDataJSON();
    const from = Number(p_after ?? 0);
    const end = from + p_limit;
    return route.fulfill({
      json: { view: null, tickets: all.slice(from, end), after: end < count ? String(end) : null },
    });
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

  it("puts back what a bulk change changed, save what a colleague changed meanwhile", async () => {
    const word = aWord();
    const tickets = await made(word, 3);
    const page = await signedIn("reto");
    await page.goto(`/desk?q=${word}&sort=oldest`);
    await row(page, `${word} number 3`).waitFor();
    await page.keyboard.press("Shift+A");
    await page.getByText("3 selected").waitFor();
    await page.getByRole("button", { name: "Priority" }).click();
    await page.getByRole("menuitem", { name: "Urgent" }).click();
    await row(page, `${word} number 3`).getByTitle("Urgent").waitFor();
    const notice = page.getByRole("alert").filter({ hasText: "3 tickets changed." });
    await notice.waitFor();
    expect(await axe(page)).toEqual([]);
    const call = await as("anna");
    await call("update_ticket", { p_ticket_id: tickets[1]?.id, p_changes: { status: "on_hold" } });
    await row(page, `${word} number 2`).getByText("On hold").waitFor();
    await notice.getByRole("button", { name: "Undo" }).click();
    await page.getByText("2 tickets put back, 1 left as they are").waitFor();
    await page.getByText(`#${tickets[1]?.number} was changed meanwhile.`).waitFor();
    for (const number of [1, 3]) {
      await row(page, `${word} number ${number}`)
        .getByTitle("Urgent")
        .waitFor({ state: "detached" });
    }
    await row(page, `${word} number 2`).getByTitle("Urgent").waitFor();
    await over(tickets);
    await page.context().close();
  });

  it("is scrolled to ticket 300, which the keyboard opens", async () => {
    const page = await signedIn("anna");
    await withMany(page, 420);
    await page.goto("/desk?view=open");
    await row(page, "Made up 1 of many").waitFor();
    const list = page.getByRole("grid");
    await list.focus();
    await page.keyboard.press("Home");
    const reached = page.locator("[role=row][data-at]");
    for (let place = 1; place < 301; place += 15) {
      await page.keyboard.press("PageDown"); // what comes next is read as one nears the end
      await reached.filter({ hasText: `Made up ${place + 15} of many` }).waitFor();
    }
    const [seen, box] = [await reached.boundingBox(), await list.boundingBox()];
    expect(seen && box && seen.y >= box.y && seen.y + seen.height <= box.y + box.height).toBe(true);
    expect(await page.getByRole("row").count()).toBeLessThan(80); // only what is in sight is there
    await page.keyboard.press("Enter");
    await page.waitForURL("**/desk/tickets/1301");
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
