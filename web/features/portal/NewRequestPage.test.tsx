import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { AGENT, CUSTOMER, show } from "@/test/unit/render";
import { type Asked, Refusal, serve } from "@/test/unit/server";
import { NewRequestPage } from "./NewRequestPage";

const HIT = {
  article_id: "a",
  slug: "opening-hours",
  title: "Opening hours of the shop",
  heading: "",
  text: "Open from Tuesday to Saturday.",
  language: "en",
  score: 0.9,
};
const ANSWER = {
  outcome: "auto",
  answerable: true,
  language: "en",
  sentences: [
    { text: "Open on Saturdays.", citations: [{ slug: HIT.slug, title: HIT.title }] },
    { text: "From nine.", citations: [{ slug: HIT.slug, title: HIT.title }] },
  ],
};
const TERMS = {
  file_bytes: 10_485_760,
  message_bytes: 15_728_640,
  files: 20,
  refused: ["exe"],
  reopen_days: 14,
  rating_change_hours: 24,
  categories: [],
};
const FIELDS = [{ key: "order_number", label: { en: "Order number" }, type: "text", choices: [] }];

function desk(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "POST /functions/v1/search": () => ({
      results: [HIT, HIT, { ...HIT, slug: "far", score: 0.1 }],
    }),
    "POST /functions/v1/answer": () => ANSWER,
    "POST /rest/v1/rpc/portal_terms": () => TERMS,
    "GET /rest/v1/custom_field_definitions": () => FIELDS,
    "GET /rest/v1/knowledge_base": () => [
      { ...HIT, content: "# Opening hours of the shop\n\nEvery day but Monday." },
    ],
    "POST /rest/v1/rpc/open_request": () => ({ id: "t", number: 61, duplicate: false }),
    "POST /rest/v1/rpc/count_deflection": () => ({ id: 1 }),
    ...more,
  });
}

const sent = (seen: Asked[], name: string) =>
  seen.filter(({ path }) => path === `/rest/v1/rpc/${name}`).map(({ body }) => body);

async function write(text = "When are you open on Saturdays?") {
  await userEvent.click(await screen.findByLabelText(/Your message/));
  await userEvent.paste(text); // letter by letter it would take its time
}

const sendButton = () => screen.findByRole("button", { name: "Send the request" });

// Whole pages with dialogs: on a busy machine they take their time.
vi.setConfig({ testTimeout: 30_000 });
beforeEach(() => localStorage.clear());

describe("a new request", () => {
  it("is sent with its fields and a key, once, and named after how it begins", async () => {
    const seen = desk();
    const { router } = show(<NewRequestPage />, { me: CUSTOMER });
    await write();
    await userEvent.type(await screen.findByLabelText("Order number (optional)"), "41290");
    await userEvent.dblClick(await sendButton());
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/61"));
    expect(sent(seen, "open_request")).toEqual([
      {
        p_subject: "When are you open on Saturdays?",
        p_text: "When are you open on Saturdays?",
        p_fields: { order_number: "41290" },
        p_key: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/),
        p_attachments: [],
      },
    ]);
  });

  it("is not sent without a text", async () => {
    const seen = desk();
    show(<NewRequestPage />, { me: CUSTOMER });
    await userEvent.click(await sendButton());
    await screen.findByText("Write your message first.");
    expect(screen.getByLabelText(/Your message/)).toHaveFocus();
    expect(sent(seen, "open_request")).toEqual([]);
  });

  it("keeps what was written when the desk refuses, and after a reload", async () => {
    desk({ "POST /rest/v1/rpc/open_request": () => new Refusal(409, "Not now, try later.") });
    const { unmount } = show(<NewRequestPage />, { me: CUSTOMER });
    await write("My kettle leaks");
    await userEvent.click(await sendButton());
    await screen.findByText("Not now, try later.");
    expect(screen.getByLabelText(/Your message/)).toHaveValue("My kettle leaks");
    unmount();
    show(<NewRequestPage />, { me: CUSTOMER });
    expect(await screen.findByLabelText(/Your message/)).toHaveValue("My kettle leaks");
  });

  it("proposes each fitting article once; one that solved it is counted and nothing sent", async () => {
    const seen = desk({ "POST /functions/v1/answer": () => ({ ...ANSWER, outcome: "review" }) });
    show(<NewRequestPage />, { me: CUSTOMER });
    await write();
    const proposed = await screen.findByRole("region", { name: "This may answer it" });
    const [first, ...others] = within(proposed).getAllByRole("button");
    expect(others).toEqual([]);
    await userEvent.click(first as HTMLElement);
    const sheet = await screen.findByRole("dialog");
    await within(sheet).findByText("Every day but Monday.");
    await userEvent.click(within(sheet).getByRole("button", { name: "This solved it" }));
    await screen.findByText("Good to hear");
    expect(sent(seen, "open_request")).toEqual([]);
    expect(sent(seen, "count_deflection")).toEqual([
      { p_key: expect.any(String), p_way: "article", p_slug: "opening-hours" },
    ]);
  });

  it("sent after all keeps its key, so that the desk takes the deflection back", async () => {
    const seen = desk();
    show(<NewRequestPage />, { me: CUSTOMER });
    await write();
    const direct = await screen.findByRole(
      "region",
      { name: "An answer at once" },
      { timeout: 4000 },
    );
    await userEvent.click(within(direct).getByRole("button", { name: "This solved it" }));
    await userEvent.click(await screen.findByRole("button", { name: "Send it after all" }));
    await userEvent.click(await sendButton());
    await waitFor(() => expect(sent(seen, "open_request")).toHaveLength(1));
    const [counted] = sent(seen, "count_deflection") as { p_key: string; p_way: string }[];
    const [opened] = sent(seen, "open_request") as { p_key: string }[];
    expect(counted?.p_way).toBe("answer");
    expect(opened?.p_key).toBe(counted?.p_key);
  });

  it("shows the AI's answer with its sources, and sends from beside it", async () => {
    const seen = desk();
    show(<NewRequestPage />, { me: CUSTOMER });
    await write();
    const direct = await screen.findByRole(
      "region",
      { name: "An answer at once" },
      { timeout: 4000 },
    );
    expect(within(direct).getByText(/Open on Saturdays/)).toBeVisible();
    expect(
      within(direct).getAllByRole("button", { name: /Opening hours of the shop/ }),
    ).toHaveLength(1);
    await userEvent.click(
      within(direct).getByRole("button", { name: "This did not help, send the request" }),
    );
    await waitFor(() => expect(sent(seen, "open_request")).toHaveLength(1));
  });

  it.each([
    ["a person is to look at it", { ...ANSWER, outcome: "review" }],
    ["there is no answer", { ...ANSWER, answerable: false, sentences: [] }],
    ["the desk has no time", new Refusal(503, "Busy.")],
  ])("shows no answer where %s", async (_why, said) => {
    const seen = desk({ "POST /functions/v1/answer": () => said });
    show(<NewRequestPage />, { me: CUSTOMER });
    await write();
    await waitFor(() => expect(seen.some(({ path }) => path.endsWith("/answer"))).toBe(true), {
      timeout: 4000,
    });
    await screen.findByText("This may answer it");
    expect(screen.queryByText("An answer at once")).toBeNull();
    expect(screen.queryByText("Busy.")).toBeNull();
  });

  it("says the limits of files beforehand, and refuses programs without asking the desk", async () => {
    const seen = desk();
    const { container } = show(<NewRequestPage />, { me: CUSTOMER });
    await screen.findByText(/Up to 10 MB each, 15 MB together, 20 at most/);
    const input = container.querySelector("input[type=file]") as HTMLInputElement;
    await userEvent.upload(input, [new File(["MZ"], "setup.EXE. ")]);
    await screen.findByText("Files that end in .exe are not accepted.");
    expect(sent(seen, "prepare_upload")).toEqual([]);
  });

  it("is not for members of the desk", async () => {
    desk();
    show(<NewRequestPage />, { me: AGENT });
    await screen.findByText(/Requests are for customers/);
    expect(screen.queryByLabelText(/Your message/)).toBeNull();
  });
});
