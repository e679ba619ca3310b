import { describe, expect, it } from "vitest";
import { endOf, faultOf, inWords } from "@/components/files/bytes";
import { byArticle, plainWords, type Terms } from "./data";
import { filled } from "./FieldInputs";
import { newKey } from "./key";
import { asFilter, fits, reopens } from "./states";
import { subjectOf } from "./useNewRequest";

const TERMS = { file_bytes: 100, message_bytes: 150, files: 2, refused: ["exe"] } as Terms;

describe("files", () => {
  it.each([
    ["a.pdf", 10, 0, 0, undefined],
    ["a.exe", 10, 0, 0, "files.refused"],
    ["A.ExE. ", 10, 0, 0, "files.refused"],
    ["a.pdf", 0, 0, 0, "files.empty"],
    ["a.pdf", 101, 0, 0, "files.too_large"],
    ["a.pdf", 10, 2, 20, "files.too_many"],
    ["a.pdf", 60, 1, 100, "files.too_much"],
  ])("%s of %d bytes beside %d of %d: %s", (name, size, count, bytes, fault) => {
    expect(faultOf({ name, size }, { count, bytes }, TERMS)?.key).toBe(fault);
  });

  it("end where the desk sees them end", () => {
    expect([endOf("x.tar.GZ"), endOf("none"), endOf("dots...")]).toEqual(["gz", "", ""]);
  });

  it("have sizes as people say them", () => {
    expect([inWords(10_485_760, "en"), inWords(1, "en"), inWords(1_572_864, "de")]).toEqual([
      "10 MB",
      "1 kB",
      "1,5 MB",
    ]);
  });
});

describe("requests", () => {
  it("are named by their subject, else by how they begin", () => {
    expect(subjectOf({ subject: " Kettle ", text: "x" })).toBe("Kettle");
    expect(subjectOf({ subject: " ", text: "One line\nand another" })).toBe("One line");
    expect(subjectOf({ subject: "", text: "x".repeat(100) })).toHaveLength(80);
  });

  it("fit their states", () => {
    expect(fits("pending", "turn") && fits("pending", "open") && !fits("pending", "done")).toBe(
      true,
    );
    expect(asFilter("nonsense")).toBe("all");
  });

  it("open again for a while only", () => {
    const now = Date.parse("2026-11-25T12:00:00Z");
    expect(reopens("2026-11-20T12:00:00Z", 14, now)).toBe(true);
    expect(reopens("2026-11-01T12:00:00Z", 14, now)).toBe(false);
    expect(reopens(null, 14, now)).toBe(false);
  });

  it("send only the fields that were filled in", () => {
    const given = { a: "", b: null, c: [], d: false, e: 0, f: "x" };
    expect(filled(given)).toEqual({ d: false, e: 0, f: "x" });
  });

  it("have keys that are never the same", () => {
    expect(new Set(Array.from({ length: 100 }, newKey)).size).toBe(100);
  });
});

describe("searching", () => {
  it("shows each article by its best place", () => {
    const hit = (slug: string, text: string) => ({
      ...{ article_id: slug, slug, title: slug, heading: "", text, language: "en", score: 1 },
    });
    const found = byArticle([hit("a", "best"), hit("b", "x"), hit("a", "worse"), hit("c", "y")], 2);
    expect(found.map(({ slug, text }) => `${slug} ${text}`)).toEqual(["a best", "b x"]);
  });

  it("takes operators for words", () => {
    expect(plainWords('is:open -"a b"')).toBe("is open  a b");
  });
});
