/**
 * What the pages cost, in Debian's Chromium against a stack that is up: script of the first view,
 * time until queue and ticket can be used, scrolling, commit to pixels. One JSON document on stdout.
 * Called by `python -m bench web`, which fills the database; BENCH_URL, BENCH_KEY, BENCH_ROUNDS,
 * BENCH_PAGES (another server of the pages, in front of that stack).
 */
import { createClient } from "@supabase/supabase-js";
import { launchChromium, PEOPLE, signIn } from "../chromium.mjs";

const url = process.env.BENCH_URL;
const key = process.env.BENCH_KEY;
const pages = process.env.BENCH_PAGES ?? url;
const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const browser = await launchChromium();

/** The time at which `selector` was painted and no task of over 50 ms came for half a second. */
function usable(selector) {
  const found = () => document.querySelector(selector);
  let busyUntil = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) busyUntil = task.startTime + task.duration;
  }).observe({ type: "longtask", buffered: true });
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  return (async () => {
    while (!found()) await frame();
    await frame();
    const painted = performance.now();
    while (performance.now() < Math.max(painted, busyUntil) + 500) await frame();
    return Math.max(painted, busyUntil);
  })();
}

const fresh = (storageState) =>
  browser.newContext({
    baseURL: pages,
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
    ...(storageState ? { storageState } : {}),
  });

async function stateOf({ email, password }) {
  const context = await fresh();
  await signIn(await context.newPage(), email, password);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function apiOf(person) {
  const client = createClient(url, key);
  await client.auth.signInWithPassword(person);
  return client;
}

/** Kilobytes of script until the page rests, with nothing in the cache: as sent, and unpacked. */
async function script(path, state) {
  const context = await fresh(state);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  const scripts = new Set();
  const bytes = { sent: 0, raw: 0 };
  devtools.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  devtools.on("Network.dataReceived", ({ requestId, dataLength }) => {
    if (scripts.has(requestId)) bytes.raw += dataLength;
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes.sent += encodedDataLength;
  });
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  await context.close();
  return {
    sent: Math.round(bytes.sent / 1000),
    raw: Math.round(bytes.raw / 1000),
    files: scripts.size,
  };
}

/** Down a list of all tickets, 20 screens and 60 pixels a frame; more is read on the way. */
async function scrolling(state) {
  const context = await fresh(state);
  const page = await context.newPage();
  await page.goto("/desk?q=priority%3A%3E%3D1&sort=newest");
  await page.locator('[role="grid"] a').first().waitFor();
  await page.waitForLoadState("networkidle");
  const seen = await page.evaluate(async () => {
    const list = document.querySelector('[role="grid"]');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const end = list.clientHeight * 20;
    const gaps = [];
    let empty = 0;
    let last = await frame();
    for (let at = 0; at < end; at += 60) {
      list.scrollTop = at;
      const now = await frame();
      gaps.push(now - last);
      last = now;
      const { x, y, width, height } = list.getBoundingClientRect();
      const middle = document.elementFromPoint(x + width / 2, y + height / 2);
      if (!middle?.closest('[role="row"]')) empty++;
    }
    return { gaps, empty, reached: list.scrollTop >= end - 120 };
  });
  await context.close();
  const took = seen.gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    frames: seen.gaps.length,
    slow: seen.gaps.filter((gap) => gap > 50).length,
    worst_ms: Math.round(Math.max(...seen.gaps)),
    dropped: Math.max(0, 1 - seen.gaps.length / (took / (1000 / 60))),
    empty: seen.empty,
    reached: seen.reached,
  };
}

async function interactive(path, selector, state) {
  const took = [];
  for (let round = 0; round < rounds; round++) {
    const context = await fresh(state); // an empty cache: the first visit of the day
    const page = await context.newPage();
    await page.goto(path, { waitUntil: "commit" });
    took.push(await page.evaluate(usable, selector));
    await context.close();
  }
  return took.map(Math.round);
}

/** From the answer to a colleague's note (it is committed) until its words are painted here. */
async function live(number, id, state) {
  const context = await fresh(state);
  const page = await context.newPage();
  await page.goto(`/desk/tickets/${number}`);
  await page.waitForLoadState("networkidle");
  const colleague = await apiOf(PEOPLE.reto);
  const took = [];
  for (let round = 0; round < rounds * 3; round++) {
    const words = `bench note ${round}.${Date.now()}`;
    const seen = page.evaluate(async (text) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      while (!document.body.textContent.includes(text)) await frame();
      await frame();
      return Date.now();
    }, words);
    const { error } = await colleague.rpc("add_note", { p_ticket_id: id, p_text: words });
    const committed = Date.now();
    if (error) throw new Error(error.message);
    took.push((await seen) - committed);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await context.close();
  return took.slice(2); // the first ones warm both sides up
}

const state = await stateOf(PEOPLE.anna);
const agent = await apiOf(PEOPLE.reto);
const { data, error } = await agent
  .from("tickets")
  .select("id,number")
  .eq("status", "open")
  .order("updated_at", { ascending: false })
  .limit(1);
if (error || !data?.length) throw new Error(error?.message ?? "no ticket is open");
const [{ id, number }] = data;
const found = {
  script_kb: {
    "sign-in": await script("/sign-in"),
    help: await script("/"),
    queue: await script("/desk", state),
  },
  queue_ms: await interactive("/desk", 'a[href^="/desk/tickets/"]', state),
  ticket_ms: await interactive(`/desk/tickets/${number}`, "main h1, main h2", state),
  scrolling: await scrolling(state),
  live_ms: await live(number, id, state),
};
await browser.close();
console.log(JSON.stringify(found));
process.exit(0); // the clients' sockets would keep it
