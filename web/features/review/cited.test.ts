import { expect, it } from "vitest";
import { passage, pieces } from "./cited";

const source = (start: number) => ({
  article_id: "a",
  article_version: 1,
  slug: "hours",
  title: "Hours",
  start,
  end: start + 5,
});

it("parts a draft into what has a source and what has none", () => {
  const found = pieces("Hello,\n\nOpen at 8. Shut at 6.\n\nBye", [
    { text: "Open at 8.", citations: [source(0)] },
    { text: "Shut at 6.", citations: [source(9), source(0)] },
  ]);
  expect(found.pieces).toEqual([
    { text: "Hello,\n\n", sources: [] },
    { text: "Open at 8.", sources: [0] },
    { text: " ", sources: [] },
    { text: "Shut at 6.", sources: [1, 0] },
    { text: "\n\nBye", sources: [] },
  ]);
  expect(found.sources.map((one) => one.start)).toEqual([0, 9]);
});

it("loses no text where a sentence was changed since", () => {
  const found = pieces("Open at nine.", [{ text: "Open at 8.", citations: [source(0)] }]);
  expect(found.pieces).toEqual([{ text: "Open at nine.", sources: [] }]);
});

it("counts signs as the server does, not halves of an emoji", () => {
  expect(passage("☕🥐 Open. Shut.", 3, 8)).toEqual({
    before: "☕🥐 ",
    hit: "Open.",
    after: " Shut.",
  });
  expect(passage("Tea for two, or more.", 8, 12, 5)).toEqual({
    before: "… for ",
    hit: "two,",
    after: " or …",
  });
  expect(passage("short", 3, 80)).toBeNull();
});
