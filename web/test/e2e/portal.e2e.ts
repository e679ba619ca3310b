/** The customer's side: help, a request from its first word to its rating, and what stays closed. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe, close, signedIn, visitor } from "./browser";
import { autocrm } from "./desk";

afterAll(close);

/** Wider than the window: something would be cut, or scrolls sideways. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe("the help, with nobody signed in", () => {
  let page: Page;
  beforeAll(async () => {
    page = await visitor();
  });

  it("finds articles as one types, and opens one", async () => {
    await page.goto("/");
    await page.getByLabel("Search the help").fill("my parcel is late");
    await page.getByRole("link", { name: /My parcel is late or missing/ }).click();
    await page.waitForURL("**/help/late-or-missing-parcel");
    await page.getByRole("heading", { level: 1, name: "My parcel is late or missing" }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it("shows only what is published for everybody", async () => {
    await page.goto("/help/refund-limits");
    await page.getByText("This article is not here").waitFor();
    await page.goto("/help");
    await page.getByRole("heading", { name: "Shipping" }).waitFor();
    expect(await page.getByText("Refund limits for agents").count()).toBe(0);
    expect(await axe(page)).toEqual([]);
  });

  it("asks who wants to write to sign in first", async () => {
    await page.goto("/new");
    await page.waitForURL(/sign-in/);
  });

  it("says kindly that a rating link is not whole", async () => {
    await page.goto("/rate?token=cut.off");
    await page.getByText("This link does not work").waitFor();
    expect(await axe(page)).toEqual([]);
  });
});

describe("a request", () => {
  let page: Page;
  let number: string;
  beforeAll(async () => {
    autocrm("policy", "set", "store_info", "auto"); // other files' corrections may have demoted it
    page = await signedIn("hannah");
  });

  it("is answered beside the form while it is written", async () => {
    await page.goto("/new");
    await page.getByLabel("What is it about?").fill("Opening hours of the shop");
    await page.getByLabel(/Your message/).fill("When is the shop open on Saturdays?");
    const direct = page.getByRole("region", { name: "An answer at once" });
    await direct.getByText(/Saturday from 9:00 to 16:00/).waitFor();
    expect(
      await direct.getByRole("button", { name: "This did not help, send the request" }).count(),
    ).toBe(1);
    await page
      .getByRole("region", { name: "This may answer it" })
      .getByRole("button")
      .first()
      .click();
    await page.getByRole("dialog").getByText("Regular hours").waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it("can be spared, and sent after all", async () => {
    await page.getByRole("dialog").getByRole("button", { name: "This solved it" }).click();
    await page.getByText("Good to hear").waitFor();
    await page.getByRole("button", { name: "Send it after all" }).click();
    expect(await page.getByLabel(/Your message/).inputValue()).toBe(
      "When is the shop open on Saturdays?",
    );
  });

  it("takes files, and says which it does not take", async () => {
    await page.getByText(/10 MB each/).waitFor();
    await page.locator("input[type=file]").setInputFiles([
      { name: "receipt.txt", mimeType: "text/plain", buffer: Buffer.from("Order 41290") },
      { name: "setup.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") },
    ]);
    await page.getByText("Files that end in .exe are not accepted.").waitFor();
    await page.getByText(/ready/).waitFor();
    expect(await page.getByText("setup.exe").count()).toBe(0);
  });

  it("arrives with all that was given", async () => {
    await page.getByLabel(/Order number/).fill("41290");
    await page.getByRole("button", { name: "Send the request", exact: true }).click();
    await page.waitForURL(/\/requests\/\d+$/);
    number = new URL(page.url()).pathname.split("/").at(-1) as string;
    await page.getByText("When is the shop open on Saturdays?").waitFor();
    await page.getByText("41290").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /Download receipt.txt/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("receipt.txt");
  });

  it("shows answer and state as they come, without a reload", async () => {
    await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
    await page
      .getByRole("log")
      .getByText(/Saturday from 9:00 to 16:00/)
      .waitFor();
    await page.getByRole("status").getByText("Your turn").waitFor();
    expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
    expect(await axe(page)).toEqual([]);
  });

  it("goes on when its customer writes, here and in another window at once", async () => {
    const other = await signedIn("hannah");
    await other.goto(`/requests/${number}`);
    await other.getByText("When is the shop open on Saturdays?").waitFor();
    await page.getByLabel("Your answer").fill("And is there a place for my bicycle?");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await other.getByRole("log").getByText("And is there a place for my bicycle?").waitFor();
    await other.context().close();
  });

  it("is settled when its customer says so", async () => {
    await page.getByRole("button", { name: "It is settled" }).click();
    await page.getByRole("button", { name: "Yes, it is settled" }).click();
    await page.getByRole("status").getByText("Solved").waitFor();
  });

  it("is rated, and the rating can be changed", async () => {
    const rating = page.getByRole("region", { name: /How did we do|Thank you/ });
    await rating.getByText("5", { exact: true }).click();
    await rating.getByLabel(/like to add/).fill("Quick.");
    await rating.getByRole("button", { name: "Send" }).click();
    await rating.getByText("You gave 5 of 5.").waitFor();
    await rating.getByRole("button", { name: "Change my rating" }).click();
    expect(await rating.getByLabel(/like to add/).inputValue()).toBe("Quick.");
    await rating.getByText("4", { exact: true }).click();
    await rating.getByRole("button", { name: "Send" }).click();
    await rating.getByText("You gave 4 of 5.").waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it("is found again by state and by what was written in it", async () => {
    await page.goto("/requests");
    await page.getByText("Done", { exact: true }).click();
    await page.getByLabel("Search my requests").fill("bicycle");
    await page.getByRole("link", { name: new RegExp(`#${number}`) }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it("opens again when its customer writes", async () => {
    await page.goto(`/requests/${number}`);
    await page.getByText("If you write again, the request is opened again.").waitFor();
    await page.getByLabel("Your answer").fill("One more thing: are dogs welcome?");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("button", { name: "It is settled" }).click();
    await page.getByRole("button", { name: "Yes, it is settled" }).click();
    await page.getByRole("status").getByText("Solved").waitFor();
  });

  it("is nobody else's: another customer's window says that there is none", async () => {
    const other = await signedIn("tobias");
    for (const address of [number, "999999", "nonsense"]) {
      await other.goto(`/requests/${address}`);
      await other.getByText("There is no such request of yours").waitFor();
    }
    expect(await other.getByText("When is the shop open").count()).toBe(0);
    await other.goto("/desk");
    await other.waitForURL(/\/requests/);
    await other.context().close();
  });

  it("fits a phone", async () => {
    const phone = await signedIn("hannah", { viewport: { width: 360, height: 740 } });
    for (const address of [
      "/",
      "/help",
      "/help/opening-hours",
      "/new",
      "/requests",
      `/requests/${number}`,
    ]) {
      await phone.goto(address);
      await phone.getByRole("heading", { level: 1 }).waitFor();
      await phone.waitForLoadState("networkidle");
      expect(`${address}: ${await overflow(phone)}`).toBe(`${address}: 0`);
    }
    await phone.context().close();
  });
});
