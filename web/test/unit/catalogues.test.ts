import { describe, expect, it } from "vitest";

const files = import.meta.glob<{ default: Record<string, unknown> }>("../../locales/*/*.json", {
  eager: true,
});
const sources = import.meta.glob<string>("../../{app,components,features,lib}/**/*.{ts,tsx}", {
  eager: true,
  query: "?raw",
  import: "default",
});

/** Plural forms count as one key: languages have different ones. */
function keys(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null)
    return [path.replace(/_(zero|one|two|few|many|other)$/, "")];
  return Object.entries(value).flatMap(([key, one]) => keys(one, path ? `${path}.${key}` : key));
}

const catalogue = (language: string, name: string) =>
  files[`../../locales/${language}/${name}.json`]?.default;
const names = Object.keys(files)
  .filter((path) => path.includes("/en/"))
  .map((path) => path.replace(/.*\/(.*)\.json$/, "$1"));

describe("message catalogues", () => {
  it.each(names)("%s says the same in German", (name) => {
    const [english, german] = [catalogue("en", name), catalogue("de", name)].map(
      (one) => new Set(keys(one)),
    );
    expect([...(german ?? [])].sort()).toEqual([...(english ?? [])].sort());
  });

  it.each(names)("%s keeps its placeholders in German", (name) => {
    const flat = (value: unknown, path = ""): [string, string][] =>
      typeof value === "string"
        ? [
            [
              path,
              [...value.matchAll(/{{(\w+)}}|<(\w+)>/g)]
                .map((found) => found[0])
                .sort()
                .join(),
            ],
          ]
        : Object.entries(value as object).flatMap(([key, one]) => flat(one, `${path}.${key}`));
    const german = new Map(flat(catalogue("de", name)));
    for (const [path, holders] of flat(catalogue("en", name))) {
      if (german.has(path)) expect(`${path} ${german.get(path)}`).toBe(`${path} ${holders}`);
    }
  });

  it("is all there is: no sentence stands in the code", () => {
    // Text between tags that begins with a capital letter and has two words is meant for people.
    const offenders = Object.entries(sources)
      .filter(([path]) => path.endsWith(".tsx") && !path.includes(".test."))
      .flatMap(([path, text]) =>
        [...text.matchAll(/>\s*([A-Z][a-z]+ [a-z]+[^<>{}]*)</g)].map(
          (found) => `${path}: ${found[1]}`,
        ),
      );
    expect(offenders).toEqual([]);
  });
});
