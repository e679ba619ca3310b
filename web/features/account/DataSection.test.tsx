import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { DataSection } from "@/features/account/DataSection";
import { sent, serveSignedIn } from "@/features/account/testing";
import { AGENT, CUSTOMER, show } from "@/test/unit/render";
import { Refusal } from "@/test/unit/server";

it("hands one's data over as a file", async () => {
  await serveSignedIn({ "POST /rest/v1/rpc/my_data": () => ({ account: { email: "h@x" } }) });
  const made: Blob[] = [];
  URL.createObjectURL = (blob) => `blob:${made.push(blob as Blob)}`;
  URL.revokeObjectURL = () => {};
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  show(<DataSection />, { me: CUSTOMER });
  await userEvent.click(await screen.findByRole("button", { name: "Download my data" }));
  await expect.poll(() => click.mock.contexts).toHaveLength(1);
  const [link] = click.mock.contexts as HTMLAnchorElement[];
  expect(link?.download).toMatch(/^autocrm-.*\d{4}-\d\d-\d\d\.json$/);
  expect(JSON.parse(await (made[0] as Blob).text())).toEqual({ account: { email: "h@x" } });
});

it("asks for deletion by a request, once it was confirmed, and names it", async () => {
  let refused = true;
  const asked = await serveSignedIn({
    "POST /rest/v1/rpc/open_request": () =>
      refused ? new Refusal(403, "You cannot write to us here.") : { number: 17 },
  });
  show(<DataSection />, { me: CUSTOMER });
  await userEvent.click(await screen.findByRole("button", { name: "Ask for deletion" }));
  expect(sent(asked, "/open_request")).toEqual([]);
  const send = await screen.findByRole("button", { name: "Send the request" });
  await userEvent.click(send);
  expect(await screen.findByText("You cannot write to us here.")).toBeVisible();
  refused = false;
  await userEvent.click(send);
  expect(await screen.findByText(/Your request is number 17/)).toBeVisible();
  expect(screen.getByRole("link", { name: "See the request" })).toHaveAttribute(
    "href",
    "/requests/17",
  );
  const [first, second] = sent(asked, "/open_request") as { p_key: string; p_subject: string }[];
  expect(first?.p_subject).toBe("Please delete my account and my data");
  expect(second?.p_key).toBe(first?.p_key); // asked twice, opened once
});

it("members ask their admin, not the desk", async () => {
  await serveSignedIn({});
  show(<DataSection />, { me: AGENT });
  expect(await screen.findByRole("button", { name: "Download my data" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Ask for deletion" })).toBeNull();
});
