import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ADMIN, show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import type { Article } from "./data";
import { Editor } from "./Editor";

const ARTICLE: Article = {
  id: "a1",
  slug: "opening-hours",
  title: "Opening hours",
  content: "We open at 8:00. We close at 18:00.",
  language: "en",
  category: null,
  visibility: "public",
  status: "published",
  version: 3,
  updated_at: "2026-11-25T08:00:00Z",
  team_id: null,
  source: "wiki",
  products: [],
  questions: [{ ask: ["When do you open?"], answer: ["We open at 8:00."] }],
};

function desk(now: Article) {
  return serve({
    "GET /rest/v1/knowledge_base": () => [now],
    "GET /rest/v1/knowledge_versions": () => [
      { version: 3, title: now.title, content: now.content, created_at: now.updated_at },
      { version: 2, title: "Hours", content: "Old text.", created_at: now.updated_at },
    ],
    "GET /rest/v1/teams": () => [],
    "GET /rest/v1/ticket_categories": () => [],
    "POST /rest/v1/rpc/stale_articles": () => [
      {
        ...{ slug: now.slug, title: now.title, cited: 4, changed: 3, reopened: 0 },
        why: "often corrected",
      },
    ],
    "POST /rest/v1/rpc/article_ratings": () => [
      { slug: now.slug, helpful: 1, unhelpful: 2, comments: 1 },
    ],
    "GET /rest/v1/article_feedback": () => [
      {
        ...{ id: 1, at: now.updated_at, article_version: 2, helpful: false },
        comment: "And on Sundays?",
      },
    ],
    "POST /rest/v1/rpc/set_products": () => ({}),
    "POST /rest/v1/rpc/save_article": () => ({ slug: now.slug, version: 4, created: false }),
  });
}
const saved = (asked: ReturnType<typeof desk>) =>
  asked.find(({ path }) => path.endsWith("/save_article"))?.body as Record<string, unknown>;

test("what is not edited is kept, and a question that lost its answer is told of", async () => {
  const asked = desk(ARTICLE);
  show(<Editor opened={ARTICLE} />, { me: ADMIN });
  const user = userEvent.setup();
  const text = await screen.findByLabelText(/^Text/);
  await user.clear(text);
  await user.type(text, "We open at 9:00.");
  expect(screen.getByText(/1 question is not complete/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(saved(asked)).toBeDefined());
  expect(saved(asked)).toMatchObject({
    p_slug: "opening-hours",
    p_content: "We open at 9:00.",
    p_source: "wiki",
    p_status: "published",
    p_questions: [],
  });
  expect(await screen.findByText("Version 3")).toBeVisible();
});

test("unpublishing makes it a draft", async () => {
  const asked = desk(ARTICLE);
  show(<Editor opened={ARTICLE} />, { me: ADMIN });
  await userEvent.click(await screen.findByRole("button", { name: "Unpublish" }));
  await waitFor(() => expect(saved(asked)).toMatchObject({ p_status: "draft" }));
  expect(await screen.findByRole("button", { name: "Publish" })).toBeVisible();
});

test("who was overtaken is asked before anything is written over", async () => {
  const asked = desk({ ...ARTICLE, version: 7 });
  show(<Editor opened={ARTICLE} />, { me: ADMIN });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText(/^Text/), " Always.");
  await user.click(screen.getByRole("button", { name: "Save" }));
  const anyway = await screen.findByRole("button", { name: "Save mine over it" });
  expect(saved(asked)).toBeUndefined();
  await user.click(anyway);
  await waitFor(() => expect(saved(asked)).toBeDefined());
});

test("an older text is taken over into the editor", async () => {
  desk(ARTICLE);
  show(<Editor opened={ARTICLE} />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Show version 2" }));
  await user.click(await screen.findByRole("button", { name: "Take over into the editor" }));
  expect(await screen.findByDisplayValue("Old text.")).toBeVisible();
  expect(screen.getByText("Not saved yet")).toBeVisible();
});

test("questions get wordings and sentences of the text, the article its products", async () => {
  const asked = desk(ARTICLE);
  show(<Editor opened={ARTICLE} />, { me: ADMIN });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add a question" }));
  await user.click(await screen.findByLabelText(/^Wordings/));
  await user.paste("When do you close?\nClosing time?");
  await user.click(screen.getByRole("combobox", { name: /^Sentences/ }));
  await user.click(await screen.findByRole("option", { name: "We close at 18:00.", hidden: true }));
  await user.type(screen.getByRole("combobox", { name: /^Products/ }), "Kiesel{enter}");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(asked.find(({ path }) => path.endsWith("/set_products"))?.body).toEqual({
      p_slug: "opening-hours",
      p_products: ["Kiesel"],
    }),
  );
  expect(saved(asked).p_questions).toEqual([
    ...ARTICLE.questions,
    { ask: ["When do you close?", "Closing time?"], answer: ["We close at 18:00."] },
  ]);
});

test("what readers and corrections say of it stands beside it", async () => {
  desk(ARTICLE);
  show(<Editor opened={ARTICLE} />, { me: ADMIN });
  expect(await screen.findByText("It helped 1 of 3 readers.")).toBeVisible();
  expect(await screen.findByText("And on Sundays?")).toBeVisible();
  expect(screen.getByText(/was corrected 3 times in 4 answers/)).toBeVisible();
});
