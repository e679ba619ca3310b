import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { CUSTOMER, show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { ArticlePage } from "./ArticlePage";
import { ArticlesPage } from "./ArticlesPage";
import { withoutTitle } from "./article";
import { HomePage } from "./HomePage";

const ARTICLES = [
  { slug: "late", title: "Late parcels", language: "en", category: "shipping" },
  { slug: "versand", title: "Versandkosten", language: "de", category: "shipping" },
  { slug: "beans", title: "Storing beans", language: "en", category: null },
];
const HIT = {
  ...{ article_id: "a", slug: "late", title: "Late parcels", heading: "", language: "en" },
  ...{ text: "They turn up.", score: 0.8 },
};

function desk(hits: object[] = [HIT], more = {}) {
  return serve({
    "GET /rest/v1/knowledge_base": () => ARTICLES,
    "POST /rest/v1/rpc/portal_terms": () => ({
      categories: [{ key: "shipping", label: "Shipping" }],
    }),
    "POST /functions/v1/search": () => ({ results: hits }),
    ...more,
  });
}

describe("the start", () => {
  it("finds articles for what is typed, and keeps the words when sent", async () => {
    const seen = desk();
    const { router } = show(<HomePage />, { me: null });
    await userEvent.type(await screen.findByLabelText("Search the help"), "late parcel");
    expect(await screen.findByRole("link", { name: /Late parcels/ })).toHaveAttribute(
      "href",
      "/help/late",
    );
    expect(seen.find(({ path }) => path.endsWith("/search"))?.body).toMatchObject({
      query: "late parcel",
    });
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.href).toBe("/help?q=late+parcel"));
  });

  it("says so when nothing fits", async () => {
    desk([{ ...HIT, score: 0.1 }]);
    show(<HomePage />, { me: null });
    await userEvent.type(await screen.findByLabelText("Search the help"), "zebra");
    await screen.findByText(/No help page fits/);
  });

  it("offers to sign in, or one's requests with how they stand", async () => {
    desk();
    const { unmount } = show(<HomePage />, { me: null });
    await screen.findByRole("link", { name: /Sign in/ });
    unmount();
    const now = new Date().toISOString();
    desk([], {
      "GET /rest/v1/tickets": () => [
        { id: "1", number: 1, subject: "", status: "pending", created_at: now, updated_at: now },
        { id: "2", number: 2, subject: "", status: "open", created_at: now, updated_at: now },
        { id: "3", number: 3, subject: "", status: "closed", created_at: now, updated_at: now },
      ],
    });
    show(<HomePage />, { me: CUSTOMER });
    await screen.findByText("2 requests are open, 1 waits for you");
  });
});

describe("the articles", () => {
  it("stand by topic; what has none comes last", async () => {
    const seen = desk();
    show(<ArticlesPage />, { me: null, path: "/help" });
    await screen.findByRole("heading", { name: "Shipping" });
    expect(screen.getAllByRole("heading", { level: 2 }).map((one) => one.textContent)).toEqual([
      "Shipping",
      "Other",
    ]);
    const asked = seen.find(({ path }) => path.endsWith("knowledge_base"))?.query;
    expect(asked?.get("visibility")).toBe("eq.public");
    expect(asked?.get("status")).toBe("eq.published");
  });

  it("are sifted by topic and language", async () => {
    desk();
    show(<ArticlesPage />, { me: null, path: "/help?topic=shipping" });
    await screen.findByRole("link", { name: "Late parcels" });
    expect(screen.queryByRole("link", { name: "Storing beans" })).toBeNull();
    await userEvent.selectOptions(screen.getByLabelText("Language"), "German");
    expect(screen.queryByRole("link", { name: "Late parcels" })).toBeNull();
    expect(screen.getByRole("link", { name: "Versandkosten" })).toBeVisible();
  });

  it("that nobody wrote yet are an empty shelf", async () => {
    desk([], { "GET /rest/v1/knowledge_base": () => [] });
    show(<ArticlesPage />, { me: null, path: "/help" });
    await screen.findByText("No articles yet");
  });

  it("that fit no words lead to us", async () => {
    desk([]);
    show(<ArticlesPage />, { me: null, path: "/help?q=zebra" });
    await screen.findByText("No article fits");
    expect(screen.getByRole("link", { name: "Write to us" })).toHaveAttribute("href", "/new");
  });

  it("that are not there say so", async () => {
    desk([], { "GET /rest/v1/knowledge_base": () => [] });
    show(<ArticlePage />, { me: null, path: "/help/nope" });
    await screen.findByText("This article is not here");
    expect(
      within(screen.getByRole("link", { name: "All articles" })).queryByRole("img"),
    ).toBeNull();
  });

  it("do not repeat their title", () => {
    expect(withoutTitle("# Late parcels\n\nText", "Late parcels")).toBe("Text");
    expect(withoutTitle("# Another\n\nText", "Late parcels")).toBe("# Another\n\nText");
  });
});
