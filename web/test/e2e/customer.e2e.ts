/** The customer page: edited, noted, blocked and merged by one, seen by another without a reload. */
import { createHash } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { axe, close, PEOPLE, signedIn } from "./browser";
import { mailIn } from "./desk";

afterAll(close);

const PATIENCE = { timeout: 20_000 };
const QUESTION = "Do you sell gift vouchers for your workshops?";

/** A customer who has just written for the first time, and their ticket's number. */
function written(name: string, address: string): string {
  return mailIn(`${name} <${address}>`, `Vouchers for ${name}`, QUESTION);
}

/** The page of whoever wrote the ticket, opened from there. */
async function customerOf(page: Page, number: string, name: string): Promise<string> {
  await page.goto(`/desk/tickets/${number}`);
  await page.getByRole("complementary").getByRole("link", { name, exact: true }).click();
  await page.waitForURL(/\/desk\/customers\//);
  await page.getByRole("heading", { level: 1, name }).waitFor();
  return new URL(page.url()).pathname;
}

describe("the page of a customer", () => {
  const mark = Date.now().toString(36);
  const [wanda, wendel] = [`Wanda ${mark}`, `Wendel ${mark}`];
  let anna: Page;
  let reto: Page;
  let path: string;

  beforeAll(async () => {
    const number = written(wanda, `wanda.${mark}@story.example`);
    written(wendel, `wendel.${mark}@story.example`);
    [anna, reto] = [await signedIn("anna"), await signedIn("reto")];
    path = await customerOf(anna, number, wanda);
    await reto.goto(path);
    await reto.getByRole("heading", { level: 1, name: wanda }).waitFor();
    await reto.evaluate(() => Object.assign(window, { neverReloaded: true }));
  });

  it("shows a corrected name to who looks at it", async () => {
    const field = anna.getByRole("textbox", { name: "Name" });
    await field.fill(`${wanda} Wyss`);
    await field.press("Enter");
    await anna.getByRole("heading", { level: 1, name: `${wanda} Wyss` }).waitFor();
    await reto.getByRole("heading", { level: 1, name: `${wanda} Wyss` }).waitFor(PATIENCE);
    await expect
      .poll(() => reto.getByRole("textbox", { name: "Name" }).inputValue(), PATIENCE)
      .toBe(`${wanda} Wyss`);
    expect(await axe(anna)).toEqual([]);
  });

  it("keeps what a second member types while the page is read anew", async () => {
    await reto.getByRole("textbox", { name: "New note" }).fill("Prefers to be called.");
    await anna.getByRole("textbox", { name: "New note" }).fill(`A regular, ${mark}.`);
    await anna.getByRole("button", { name: "Add note" }).click();
    await reto.getByText(`A regular, ${mark}.`).waitFor(PATIENCE);
    expect(await reto.getByRole("textbox", { name: "New note" }).inputValue()).toBe(
      "Prefers to be called.",
    );
    await anna.getByRole("button", { name: "Remove this note" }).click();
    await reto.getByText(`A regular, ${mark}.`).waitFor({ state: "detached", ...PATIENCE });
  });

  it("is blocked with a reason, and the block is lifted", async () => {
    await anna.getByRole("button", { name: "Block", exact: true }).click();
    const dialog = anna.getByRole("dialog");
    await dialog.getByLabel("Why (colleagues see it)").fill(`Only noise, ${mark}`);
    expect(await axe(anna)).toEqual([]);
    await dialog.getByRole("button", { name: "Block", exact: true }).click();
    await reto.getByText(`Only noise, ${mark}`).waitFor(PATIENCE);
    await reto.getByRole("button", { name: "Lift the block" }).click();
    await anna.getByText(`Only noise, ${mark}`).waitFor({ state: "detached", ...PATIENCE });
    expect(await axe(reto)).toEqual([]);
  });

  it("is merged into another customer, and parted again", async () => {
    await anna.getByRole("button", { name: "Same as another customer" }).click();
    const dialog = anna.getByRole("dialog");
    await dialog.getByLabel("The customer who stays").fill(wendel);
    await anna.getByRole("option", { name: new RegExp(wendel) }).click();
    await dialog.getByRole("button", { name: "Merge", exact: true }).click();
    await anna.getByRole("heading", { level: 1, name: wendel }).waitFor();
    await anna.getByRole("link", { name: `Vouchers for ${wanda}` }).waitFor();
    // Who looked at the one now looks at the other, whom they are.
    await reto.getByRole("heading", { level: 1, name: wendel }).waitFor(PATIENCE);
    await anna.getByRole("button", { name: "Undo" }).click();
    await anna
      .getByRole("link", { name: `Vouchers for ${wanda}` })
      .waitFor({ state: "detached", ...PATIENCE });
    await reto.getByRole("heading", { level: 1, name: wanda }).waitFor(PATIENCE);
    expect(await reto.evaluate(() => "neverReloaded" in window)).toBe(true);
  });

  it("is not there for customers", async () => {
    const hannah = await signedIn("hannah");
    await hannah.goto(path);
    await hannah.waitForURL(/\/requests/);
    expect(await hannah.getByText(wanda).count()).toBe(0);
    await hannah.context().close();
  });

  it("fits a phone", async () => {
    const phone = await signedIn("reto", { viewport: { width: 360, height: 740 } });
    await phone.goto(path);
    await phone.getByRole("heading", { level: 1, name: wanda }).waitFor();
    const wider = await phone.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider).toBe(0);
    await phone.context().close();
  });
});

const of = (ticket: string) => `interactions.ticket_id=eq.${ticket}`;

describe("what is another customer's", () => {
  /** The server asked as somebody, in the way that the page asks it. */
  async function session(who: "hannah" | "tobias") {
    const headers = { apikey: inject("key"), "content-type": "application/json" };
    const answer = await fetch(`${inject("url")}/auth/v1/token?grant_type=password`, {
      method: "POST",
      headers,
      body: JSON.stringify(PEOPLE[who]),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    return async (path: string, body?: object | string) => {
      const text = typeof body === "string";
      const said = await fetch(inject("url") + path, {
        method: body ? "POST" : "GET",
        headers: {
          ...headers,
          authorization: `Bearer ${access_token}`,
          ...(text && { "content-type": "text/plain" }),
        },
        body: text ? body : body && JSON.stringify(body),
      });
      const whole = await said.text();
      return { status: said.status, text: whole, said: said.ok && whole ? parsed(whole) : null };
    };
  }

  const parsed = (text: string) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };

  it("stays closed: request, messages, and the file at its address", async () => {
    const [hers, his] = [await session("hannah"), await session("tobias")];
    const secret = `Order of ${Date.now()}`;
    const { said: file } = await hers("/rest/v1/rpc/prepare_upload", {
      p_ticket_id: null,
      p_name: "order.txt",
      p_content_type: "text/plain",
      p_size: secret.length,
      p_sha256: createHash("sha256").update(secret).digest("hex"),
    });
    const address = `/storage/v1/object/${file.bucket}/${file.path}`;
    expect((await hers(address, secret)).status).toBe(200);
    const { said: made } = await hers("/rest/v1/rpc/open_request", {
      p_subject: "Mine alone",
      p_text: QUESTION,
      p_attachments: [file.id],
    });
    const { id, number } = made;
    const [attached] = (
      await hers(`/rest/v1/attachments?select=path,interactions!inner()&${of(id)}`)
    ).said;
    const places = [
      `/rest/v1/tickets?id=eq.${id}`,
      `/rest/v1/tickets?number=eq.${number}`,
      `/rest/v1/interactions?ticket_id=eq.${id}`,
      `/rest/v1/attachments?select=path,interactions!inner()&${of(id)}`,
    ];
    for (const place of places) {
      expect((await hers(place)).said).toHaveLength(1); // what is asked for is there
      expect([place, (await his(place)).said]).toEqual([place, []]);
    }
    const kept = `/storage/v1/object/authenticated/attachments/${attached.path}`;
    expect((await hers(kept)).text).toBe(secret);
    for (const place of [kept, address]) expect((await his(place)).text).not.toContain(secret);
    for (const [name, args] of [
      ["add_message", { p_ticket_id: id, p_text: "Hello" }],
      ["close_request", { p_ticket_id: id }],
      ["rate_ticket", { p_ticket_id: id, p_score: 5 }],
    ] as const) {
      expect([name, (await his(`/rest/v1/rpc/${name}`, args)).status]).toEqual([name, 404]);
    }
    await hers("/rest/v1/rpc/close_request", { p_ticket_id: id });
  });

  it("is not told on the live channel to who asks for it", async () => {
    const hannah = await signedIn("hannah");
    const topics: string[] = [];
    hannah.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        topics.push(...(String(payload).match(/customer:[0-9a-f-]{36}/g) ?? []));
      }),
    );
    await hannah.goto("/requests");
    await expect.poll(() => topics.length, PATIENCE).toBeGreaterThan(0);
    const topic = topics[0] as string;
    await hannah.context().close();
    const tobias = await signedIn("tobias");
    expect(await joined(tobias, topic)).toBe("error");
    await tobias.context().close();
  });
});

/** What Realtime says to this window when it wants to join the private channel. */
async function joined(page: Page, topic: string): Promise<string> {
  return page.evaluate(
    async ([key, name]) => {
      const kept = Object.keys(localStorage).find((one) => one.endsWith("-auth-token")) as string;
      const { access_token } = JSON.parse(localStorage.getItem(kept) as string);
      const address = `${location.origin.replace(/^http/, "ws")}/realtime/v1/websocket`;
      const socket = new WebSocket(`${address}?apikey=${key}&vsn=1.0.0`);
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      const answer = new Promise<string>((resolve) =>
        socket.addEventListener("message", ({ data }) => {
          const said = JSON.parse(data);
          if (said.event === "phx_reply") resolve(said.payload.status);
        }),
      );
      socket.send(
        JSON.stringify({
          topic: `realtime:${name}`,
          event: "phx_join",
          ref: "1",
          join_ref: "1",
          payload: { config: { private: true }, access_token },
        }),
      );
      const status = await answer;
      socket.close();
      return status;
    },
    [inject("key"), topic] as const,
  );
}
