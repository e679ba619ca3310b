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
    await reader.getByRole("button", { name: "No", exact: true }).click();
    await reader.getByLabel("What was missing or wrong?").fill("And cats?");
    await reader.getByRole("button", { name: "Send", exact: true }).click();
    await reader.getByText("your words reach those", { exact: false }).waitFor();
    expect(await axe(reader)).toEqual([]);
    await anna.reload();
    await anna.getByText("And cats?").waitFor();
    await anna.getByText("It helped 0 of 1 reader.").waitFor();

    await anna.getByRole("button", { name: "Unpublish" }).click();
    await anna.getByRole("button", { name: "Archive" }).click();
    await anna.getByText("Archived", { exact: true }).waitFor();
    await reader.reload();
    await expect
      .poll(() => reader.getByText("Dogs on a lead are welcome.").count(), { timeout: 10_000 })
      .toBe(0);
    await Promise.all([anna, reader].map((page) => page.context().close()));
  });

  it("get the questions that they answer", async () => {
    const slug = `e2e-questions-${stamp()}`;
    const anna = await signedIn("anna");
    await anna.goto("/desk/setup/articles/new");
    await anna.getByLabel("Title").fill("Dogs and questions");
    await anna.getByLabel("Text", { exact: false }).last().fill("Dogs on a lead are welcome.");
    await anna.getByLabel("Address").fill(slug);
    await anna.getByRole("button", { name: "Add a question" }).click();
    await anna.getByLabel("Wordings").fill("May I bring my dog?");
    await anna.getByRole("combobox", { name: "Sentences that answer it" }).click();
    await anna.getByRole("option", { name: "Dogs on a lead are welcome." }).click();
    expect(await axe(anna)).toEqual([]);
    await anna.getByRole("button", { name: "Save", exact: true }).click();
    await anna.waitForURL((url) => url.pathname.endsWith(slug));
    const read = `knowledge_base?select=questions&slug=eq.${slug}`;
    const [article] = await service<{ questions: unknown }[]>(read);
    expect(article?.questions).toEqual([
      { ask: ["May I bring my dog?"], answer: ["Dogs on a lead are welcome."] },
    ]);
    await anna.getByRole("button", { name: "Archive" }).click();
    await anna.getByText("Archived", { exact: true }).waitFor();
    await anna.context().close();
  });
});

describe("what the AI may do", () => {
  it("is tuned, with its history, and set back", async () => {
    const anna = await signedIn("anna");
    const set = async (way: RegExp) => {
      await anna.goto("/desk/setup/categories");
      await anna.getByRole("button", { name: /Subscriptions, settings$/ }).click();
      const form = anna.getByRole("dialog");
      await form.getByLabel(way).check();
      expect(await axe(anna)).toEqual([]);
      await form.getByRole("button", { name: "Save" }).click();
      await form.waitFor({ state: "detached" });
    };
    await set(/^It moves up by itself/);
    await set(/^An admin, by hand/);
    await anna.getByRole("button", { name: /Subscriptions, settings$/ }).click();
    const [latest] = await anna.getByRole("dialog").getByRole("listitem").allInnerTexts();
    expect(latest).toContain("Moves up: It moves up by itself → An admin, by hand");
    expect(latest).toContain("Anna Keller");
    await anna.context().close();
  });
});

describe("teams", () => {
  it("with a name in another script are asked for a key, and share out as set", async () => {
    const key = `delivery_${stamp()}`;
    const anna = await signedIn("anna");
    await anna.goto("/desk/setup/teams");
    await anna.getByRole("button", { name: "New team" }).click();
    const form = anna.getByRole("dialog");
    await form.getByLabel("Name").fill("配送");
    await form.getByText("The name has no Latin letters", { exact: false }).waitFor();
    await form.getByLabel("Key").fill(key);
    await form.getByRole("combobox", { name: "How tickets are shared out" }).click();
    await anna.getByRole("option", { name: "One after another" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    const line = anna.getByRole("listitem").filter({ hasText: "配送" });
    await line.getByText("One after another").waitFor();
    await line.getByRole("button", { name: "Remove" }).click();
    await anna.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await line.waitFor({ state: "detached" });
    await anna.context().close();
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
