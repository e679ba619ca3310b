/** What admins set up: members, categories, articles, failed jobs. */
import { afterAll, describe, expect, inject, it } from "vitest";
import { axe, close, signedIn, visitor } from "./browser";
import { mailTo } from "./mail";

afterAll(close);

const stamp = () => Date.now().toString(36);

/** The database as the service sees it. */
async function service<T>(path: string, init: RequestInit = {}): Promise<T> {
  const key = inject("secret");
  const answer = await fetch(`${inject("url")}/rest/v1/${path}`, {
    ...init,
    headers: {
      apikey: key,
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      prefer: "return=representation",
    },
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

describe("members", () => {
  it("are invited, join with the code in the mail, and are let out again", async () => {
    const email = `noah.${stamp()}@bergbach.example`;
    const anna = await signedIn("anna");
    await anna.goto("/desk/setup/members");
    await anna.getByRole("button", { name: "Invite", exact: true }).click();
    const form = anna.getByRole("dialog");
    await form.getByLabel("Email").fill(email);
    await form.getByLabel("Name").fill("Noah Frei");
    await form.getByText("Legal", { exact: true }).click();
    await form.getByRole("button", { name: "Send the invitation" }).click();
    await anna.getByRole("button", { name: `Send the invitation to ${email} again` }).waitFor();

    const [token] = (await mailTo(email, /./)).match(/\b[0-9a-f]{64}\b/) ?? [];
    const noah = await visitor();
    await noah.goto(`/invitation?token=${token}`);
    await noah.getByLabel("Your name").fill("Noah Frei");
    await noah.getByLabel("Email").fill(email);
    await noah.getByLabel("Password", { exact: true }).fill("quiet-harbour-71");
    await noah.getByRole("button", { name: "Join" }).click();
    await noah.waitForURL((url) => url.pathname === "/desk");

    await anna.reload();
    const line = anna.getByRole("listitem").filter({ hasText: email });
    await line.getByText("Legal").waitFor();
    await line.getByRole("button", { name: "Deactivate" }).click();
    await anna.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
    await line.getByText("Deactivated").waitFor();
    await Promise.all([anna, noah].map((page) => page.context().close()));
  });
});

describe("articles", () => {
  it("are written, published for everybody, and taken back", async () => {
    const slug = `e2e-${stamp()}`;
    const anna = await signedIn("anna");
    await anna.goto("/desk/setup/articles/new");
    await anna.getByLabel("Title").fill("Dogs in the shop");
    await anna.getByLabel("Text", { exact: false }).last().fill("Dogs on a lead are welcome.");
    await anna.getByLabel("Address").fill(slug);
    await anna.getByRole("button", { name: "Publish" }).click();
    await anna.waitForURL((url) => url.pathname.endsWith(slug));
    await anna.getByRole("button", { name: "Unpublish" }).waitFor();
    const reader = await visitor();
    await reader.goto(`/help/${slug}`);
    await reader.getByText("Dogs on a lead are welcome.").waitFor();

    await anna.getByRole("button", { name: "Unpublish" }).click();
    await anna.getByRole("button", { name: "Archive" }).click();
    await anna.getByText("Archived", { exact: true }).waitFor();
    await reader.reload();
    await expect
      .poll(() => reader.getByText("Dogs on a lead are welcome.").count(), { timeout: 10_000 })
      .toBe(0);
    await Promise.all([anna, reader].map((page) => page.context().close()));
  });
});

describe("jobs", () => {
  it("that have failed are tried again", async () => {
    const [article] = await service<{ id: string }[]>("knowledge_base?select=id&limit=1");
    const key = `e2e-${stamp()}`;
    const [made] = await service<{ id: string }[]>("jobs", {
      method: "POST",
      body: JSON.stringify({
        kind: "article.embed",
        key,
        payload: { article_id: article?.id },
        state: "dead",
        attempts: 5,
        last_error: "The test wanted it.",
      }),
    });
    const anna = await signedIn("anna");
    await anna.goto("/desk/setup/jobs");
    const line = anna.getByRole("listitem").filter({ hasText: key });
    await line.getByText("The test wanted it.").waitFor();
    await line.getByRole("button", { name: /^Try again/ }).click();
    await line.waitFor({ state: "detached" });
    await expect
      .poll(
        async () => {
          const [now] = await service<{ state: string }[]>(`jobs?select=state&id=eq.${made?.id}`);
          return now?.state;
        },
        { timeout: 20_000 },
      )
      .toBe("done");
    await anna.context().close();
  });
});

it("the pages of the set-up are accessible", async () => {
  const anna = await signedIn("anna");
  for (const path of ["members", "teams", "categories", "jobs", "articles", "suggestions"]) {
    await anna.goto(`/desk/setup/${path}`);
    await anna.getByRole("heading", { level: 1 }).waitFor();
    await anna.waitForLoadState("networkidle");
    expect(await axe(anna), path).toEqual([]);
  }
  await anna.goto("/desk/setup/articles/opening-hours");
  await anna.getByLabel("Title").waitFor();
  expect(await axe(anna)).toEqual([]);
  await anna.context().close();
});
