/** Names for people out of a user agent; two or three rules are enough for a list of one's own. */
const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/python|httpx/i, "Python"],
  [/node|undici/i, "Node.js"],
  [/curl/i, "curl"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const named = (names: [RegExp, string][], agent: string) =>
  names.find(([pattern]) => pattern.test(agent))?.[1];

export function deviceOf(agent: string | null): { browser?: string; system?: string } {
  return { browser: named(BROWSERS, agent ?? ""), system: named(SYSTEMS, agent ?? "") };
}

export const isPhone = (agent: string | null) => /Mobile|Android|iPhone|iPad/.test(agent ?? "");
