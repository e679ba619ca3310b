import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { show } from "@/test/unit/render";
import { serve } from "@/test/unit/server";
import { Rewrite } from "./Writing";

/** An answer that comes in pieces; the test says when. */
function inPieces() {
  let to: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      to = controller;
    },
  });
  return {
    response: new Response(body, { headers: { "content-type": "text/event-stream" } }),
    say: (event: string, data: unknown) =>
      to.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
    end: () => to.close(),
  };
}

async function rewriting(answer: Response) {
  serve({ "POST /functions/v1/assist/rewrite": () => answer });
  show(<Rewrite ticketId="ticket-1" draft="Hello Ida, thank you." onUseText={() => {}} />);
  await userEvent.click(await screen.findByRole("button", { name: "Shorter" }));
}

it("shows what is written as it comes, and the checked text in its place", async () => {
  const { response, say, end } = inPieces();
  await rewriting(response);
  say("piece", { text: "Dear " });
  say("piece", { text: "Idda" });
  expect(await screen.findByText("Dear Idda")).toBeVisible();
  expect(screen.getByText("Being written: not checked yet")).toBeVisible();
  expect(screen.queryByRole("region", { name: "Result" })).toBeNull();
  say("done", { text: "Dear Ida", done: [], warnings: [], note: "" });
  end();
  const result = await screen.findByRole("region", { name: "Result" });
  expect(within(result).getByText("Dear Ida")).toBeVisible();
  expect(screen.queryByText("Dear Idda")).toBeNull();
});

it("keeps what came when it is stopped", async () => {
  const first = inPieces();
  await rewriting(first.response);
  first.say("piece", { text: "Half a" });
  await screen.findByText("Half a");
  await userEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(screen.getByText("Stopped by you: not checked")).toBeVisible();
  first.say("piece", { text: " sentence" });
  expect(screen.getByText("Half a")).toBeVisible();
});

it("keeps what came when the model fails on the way", async () => {
  const { response, say, end } = inPieces();
  await rewriting(response);
  say("piece", { text: "Half a" });
  await screen.findByText("Half a");
  say("error", { status: 502, code: "model_failed", detail: "The model broke off." });
  end();
  expect(await screen.findByText("The model broke off.")).toBeVisible();
  expect(screen.getByText("Half a")).toBeVisible();
  expect(screen.getByText("Broken off: not checked")).toBeVisible();
});
