/** What happens outside of the browser: a mail comes in, by the command line. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");

export function autocrm(...words: string[]): string {
  return execFileSync(join(root, ".venv", "bin", "autocrm"), words, {
    env: { ...process.env, AUTOCRM_HOME: inject("home") },
    encoding: "utf8",
    cwd: root,
  });
}

/** The number of the ticket that this mail opened. */
export function mailIn(from: string, subject: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "autocrm-mail-"));
  const file = join(folder, "in.eml");
  const head = {
    From: from,
    To: "support@bergbach.example",
    Subject: subject,
    "Message-ID": `<${Date.now()}.${Math.random()}@story.example>`,
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  writeFileSync(file, [...lines, "", text, ""].join("\r\n"));
  try {
    const said = JSON.parse(autocrm("mail", "receive", file, "--json"));
    return String([said].flat()[0].number);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
