/** Signing in by every way there is, and the account behind it, through the captured mail. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { axe, close, PEOPLE, signedIn, signIn, visitor } from "./browser";
import { mailTo } from "./mail";
import { totp } from "./totp";

const somebody = (name: string) => `${name}.${Date.now().toString(36)}@postbox.example`;
const PASSWORD = "quiet-harbour-71";

afterAll(close);

const linkIn = (mail: string): string => {
  const [link] = mail.match(/https?:\/\/\S+\/auth\/v1\/verify\?\S+/) ?? [];
  if (!link) throw new Error(`No link in: ${mail}`);
  return link;
};

async function signUp(page: Page, name: string, email: string) {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.waitForURL((url) => url.pathname === "/requests");
}

describe("signing in", () => {
  it("by password: refused in words, then led to where one was going", async () => {
    const page = await visitor();
    await page.goto("/account");
    await page.waitForURL(/\/sign-in\?next=/);
    await page.getByLabel("Email").fill(PEOPLE.tobias.email);
    await page.getByLabel("Password", { exact: true }).fill("guessed");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("The email address or the password is wrong.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PEOPLE.tobias.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname === "/account");
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    await page.context().close();
  });

  it("by the link in a mail, which makes an account; a link works once", async () => {
    const email = somebody("mia");
    const page = await visitor();
    await page.goto("/sign-in?next=/account");
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Mail me a sign-in link" }).click();
    await page.getByRole("heading", { name: "Look in your mail" }).waitFor();
    const link = linkIn(await mailTo(email, /./));
    await page.goto(link);
    await page.waitForURL((url) => url.pathname === "/account");
    await page.getByText(`You sign in with ${email}.`).waitFor();

    const other = await visitor();
    await other.goto(link);
    await other.getByRole("heading", { name: "This link did not work" }).waitFor();
    await Promise.all([page, other].map((one) => one.context().close()));
  });

  it("by the code in that mail", async () => {
    const email = somebody("lea");
    const page = await visitor();
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Mail me a sign-in link" }).click();
    const [, code = ""] = (await mailTo(email, /./)).match(/code: (\d+)/) ?? [];
    await page.getByLabel("Code from the mail").fill(code);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL((url) => url.pathname === "/requests");
    await page.context().close();
  });

  it("after a reset of the password", async () => {
    const email = somebody("noah");
    const page = await visitor();
    await signUp(page, "Noah Frei", email);
    await page.getByRole("button", { name: /profile and settings/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Forgotten your password?" }).click();
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByRole("heading", { name: "Look in your mail" }).waitFor();
    await page.goto(linkIn(await mailTo(email, /password/i)));
    await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
    await page.getByLabel("New password").fill(`${PASSWORD}-new`);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.waitForURL((url) => url.pathname === "/requests");

    const elsewhere = await visitor();
    await signIn(elsewhere, email, `${PASSWORD}-new`);
    await Promise.all([page, elsewhere].map((one) => one.context().close()));
  });
});

describe("a customer's account", () => {
  const email = somebody("ida");
  let page: Page;
  beforeAll(async () => {
    page = await visitor();
    await signUp(page, "Ida Roth", email);
  });

  it("shows where one is signed in, and signs out everywhere else", async () => {
    const other = await visitor();
    await signIn(other, email, PASSWORD);
    await page.goto("/account");
    const list = page.getByRole("region", { name: "Where you are signed in" });
    await list.getByRole("listitem").nth(1).waitFor();
    expect(await list.getByRole("listitem").count()).toBe(2);
    await list.getByRole("button", { name: "Sign out everywhere else" }).click();
    await list.getByRole("listitem").nth(1).waitFor({ state: "detached" });
    expect(await list.getByText("This one").count()).toBe(1);
    await other.context().close();
  });

  it("keeps the name of the sign-up, and a request bears it", async () => {
    await page.goto("/account");
    const name = page.getByLabel("Name", { exact: true });
    expect(await name.inputValue()).toBe("Ida Roth");
    await name.fill("Ida Roth-Weber");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").first().waitFor();
    await page.getByRole("button", { name: "Ask for deletion" }).click();
    await page.getByRole("button", { name: "Send the request" }).click();
    await page.getByText(/Your request is number \d+/).waitFor();
    await page.reload();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Ida Roth-Weber");
    const everything = page.getByRole("radio", { name: "Everything" });
    await everything.click(); // not check(): what is chosen is shown a moment after the click
    await expect.poll(() => everything.isChecked()).toBe(true);
    await page.getByText("Saved.").first().waitFor();
  });

  it("is taken along as one file", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download my data" }).click(),
    ]);
    const stream = await download.createReadStream();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    const data = JSON.parse(Buffer.concat(parts).toString());
    expect(data.account.email).toBe(email);
    expect(data.customer.name).toBe("Ida Roth-Weber");
    expect(data.requests).toHaveLength(1);
    expect(data.requests[0].messages[0].text).toContain("Please delete my account");
  });

  it("moves to another address once its mailbox has agreed", async () => {
    const moved = somebody("ida.roth");
    await page.goto("/account");
    await page.getByLabel("New address").fill(moved);
    await page.getByRole("button", { name: "Change the address" }).click();
    await page.getByText(/waits for the links/).waitFor();
    // The stack confirms no sign-ups, so the new mailbox's word is enough here.
    await page.goto(linkIn(await mailTo(moved, /confirm/i)));
    await page.waitForURL((url) => url.pathname === "/account");
    await page.getByText(`You sign in with ${moved}.`).waitFor();
    await page.getByRole("button", { name: `Send them to ${moved}` }).click();
    await page.getByText(`Answers go to ${moved} from now on.`).waitFor();
    await page.context().close();
  });
});

describe("an invitation", () => {
  it("makes a member of who signs up with its code", async () => {
    const email = somebody("kim");
    const admin = await tokenOf(PEOPLE.anna.email, PEOPLE.anna.password);
    await rpc(admin, "invite_member", { p_email: email, p_name: "", p_teams: [] });
    const [token] = (await mailTo(email, /./)).match(/\b[0-9a-f]{64}\b/) ?? [];
    const page = await visitor();
    await page.goto(`/invitation?token=${token}`);
    await page.getByLabel("Your name").fill("Kim Sutter");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Join" }).click();
    await page.waitForURL((url) => url.pathname === "/desk");
    await page.goto("/desk/profile");
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Kim Sutter");

    await page.getByLabel("Signature").fill("Kim, at your service");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").first().waitFor();
    await page.getByLabel("From").fill("2031-07-01T08:00");
    await page.getByLabel("Until").fill("2031-07-15T18:00");
    await page.getByRole("button", { name: "Enter the absence" }).click();
    await page.getByText(/Jul.*2031/).waitFor();
    await page.reload();
    expect(await page.getByLabel("Signature").inputValue()).toBe("Kim, at your service");
    await page.context().close();
    const [{ id }] = await rows(admin, `members?email=eq.${encodeURIComponent(email)}&select=id`);
    await rpc(admin, "set_member_active", { p_member_id: id, p_active: false });
  });
});

it.each([
  ["light", 1280],
  ["dark", 360],
] as const)("axe finds nothing serious, %s at %i px", async (colorScheme, width) => {
  const options = { colorScheme, viewport: { width, height: 800 } };
  const found: Record<string, string[]> = {};
  const nobody = await visitor(options);
  await look(nobody, "/sign-in", () => nobody.locator("button[type=submit]").click());
  for (const path of ["/sign-up", "/forgot", "/new-password", "/invitation"]) {
    await look(nobody, path);
  }
  await look(nobody, "/auth/callback?code=none");
  const tobias = await signedIn("tobias", options);
  await look(tobias, "/account");
  const reto = await signedIn("reto", options);
  await look(reto, "/desk/profile");
  await Promise.all([nobody, tobias, reto].map((one) => one.context().close()));
  expect(found).toEqual({});

  async function look(page: Page, path: string, before = async () => {}) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await before();
    await page.waitForLoadState("networkidle");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    const faults = [...(await axe(page)), ...(wide > width ? [`${wide} px wide`] : [])];
    if (faults.length > 0) found[path] = faults;
  }
});

async function tokenOf(email: string, password: string): Promise<string> {
  const answer = await ask("/auth/v1/token?grant_type=password", "", { email, password });
  return answer.access_token;
}

const rpc = (token: string, name: string, args: object) => ask(`/rest/v1/rpc/${name}`, token, args);
const rows = (token: string, query: string) => ask(`/rest/v1/${query}`, token);

async function ask(path: string, token: string, body?: object) {
  const answer = await fetch(inject("url") + path, {
    method: body ? "POST" : "GET",
    headers: {
      apikey: inject("key"),
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

describe("the second factor", () => {
  const passwordOnly = async (page: Page, email: string) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Your second factor" }).waitFor();
  };

  it("is set up, asked for at the next sign-in, and removed", async () => {
    const email = somebody("factor");
    const page = await visitor();
    await signUp(page, "Fay Tanner", email);
    await page.goto("/account");
    await page.getByRole("button", { name: "Set it up" }).click();
    await page.getByRole("button", { name: /^I cannot scan/ }).click();
    const dialog = page.getByRole("dialog");
    expect(await axe(page)).toEqual([]);
    const secret = (await dialog.locator("pre").textContent()) ?? "";
    await dialog.getByLabel("Six-digit code").fill(totp(secret, -300));
    await dialog.getByText("This code is wrong", { exact: false }).waitFor();
    await dialog.getByLabel("Six-digit code").fill(totp(secret));
    await page.getByText("Authenticator app, since", { exact: false }).waitFor();

    const other = await visitor();
    await passwordOnly(other, email);
    expect(await axe(other)).toEqual([]);
    await other.goto("/account"); // there is no way around it
    await other.getByRole("heading", { name: "Your second factor" }).waitFor();
    await other.getByLabel("Six-digit code").fill(totp(secret, 30));
    await other.waitForURL((url) => url.pathname === "/account");

    const section = other.getByRole("region", { name: "Second factor" });
    await section.getByRole("button", { name: "Remove" }).click();
    await other.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await section.getByText("Not set up.").waitFor();
    await Promise.all([page, other].map((one) => one.context().close()));
  });
});
