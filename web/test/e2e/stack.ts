/**
 * One embedded stack with the demo for all browser tests, on ports of its own. `AUTOCRM_E2E_URL`
 * names a running one instead (with the demo seeded), for work on the tests.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    url: string;
    mail: string;
    key: string;
    /** The service's key, to set up what no person can: a job that has failed. */
    secret: string;
    /** AUTOCRM_HOME of that stack, for the command line. */
    home: string;
  }
}

const root = join(import.meta.dirname, "..", "..", "..");
const autocrm = join(root, ".venv", "bin", "autocrm");
const PORT_BASE = 45_300;

export default function setup(project: TestProject) {
  const given = process.env.AUTOCRM_E2E_URL;
  const home = process.env.AUTOCRM_E2E_HOME ?? mkdtempSync(join(tmpdir(), "autocrm-e2e-"));
  const run = (...words: string[]) =>
    execFileSync(autocrm, words, {
      env: { ...process.env, AUTOCRM_HOME: home },
      encoding: "utf8",
      cwd: root,
    });
  if (!given) {
    if (!existsSync(join(root, "web", "dist", "index.html"))) {
      throw new Error("web/dist is not there: run `make web` first.");
    }
    run("up", "--detach", "--demo", "--port-base", String(PORT_BASE));
  }
  const status = JSON.parse(run("status", "--json")) as Record<string, string>;
  // AUTOCRM_E2E_WEB: pages from a Vite that serves them as they are written, in front of that stack
  project.provide("url", process.env.AUTOCRM_E2E_WEB ?? status.api_url ?? "");
  project.provide("mail", status.mail_url ?? "");
  project.provide("home", home);
  project.provide("key", status.publishable_key ?? "");
  project.provide("secret", status.secret_key ?? "");
  return () => {
    if (given) return;
    run("down");
    if (!process.env.AUTOCRM_E2E_HOME) rmSync(home, { recursive: true, force: true });
  };
}
