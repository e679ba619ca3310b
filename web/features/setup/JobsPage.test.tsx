import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ADMIN, show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { JobsPage } from "./JobsPage";

const job = (id: string) => ({
  id,
  kind: "reply.send",
  key: `draft-${id}`,
  state: "dead",
  run_at: "2026-11-25T08:00:00Z",
  attempts: 5,
  max_attempts: 5,
  last_error: "The mail server refused it.",
  created_at: "2026-11-25T08:00:00Z",
  finished_at: null,
});

test("a dead job says why, and is tried again", async () => {
  let dead = [job("1"), job("2")];
  const asked = serve({
    "GET /rest/v1/jobs": () => dead,
    "POST /rest/v1/rpc/retry_job": ({ body }) => {
      dead = dead.filter(({ id }) => id !== (body as { p_job_id: string }).p_job_id);
      return "queued";
    },
  });
  show(<JobsPage />, { me: ADMIN });
  const user = userEvent.setup();
  expect((await screen.findAllByText("The mail server refused it.")).length).toBe(2);
  await user.click(screen.getByRole("button", { name: "Try again: Send an answer, draft-1" }));
  await waitFor(() => expect(screen.queryByText("draft-1")).toBeNull());
  expect(asked.find(({ path }) => path.endsWith("/retry_job"))?.body).toEqual({ p_job_id: "1" });
});

test("nothing has failed", async () => {
  serve({ "GET /rest/v1/jobs": () => [] });
  show(<JobsPage />, { me: ADMIN });
  expect(await screen.findByText("Nothing has failed")).toBeVisible();
});
