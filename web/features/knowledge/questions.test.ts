import { expect, test } from "vitest";
import { sentences, tidy } from "./questions";

test("sentences stand in the text as they are", () => {
  const text =
    "# Hours\n\nWe open at 8:00. We close at 18:00!\n\n- On Sundays we rest.\n1. 日曜は休み。月曜は開く。";
  expect(sentences(text)).toEqual([
    "We open at 8:00.",
    "We close at 18:00!",
    "On Sundays we rest.",
    "日曜は休み。",
    "月曜は開く。",
  ]);
  for (const one of sentences(text)) expect(text).toContain(one);
});

test("wordings are kept once, without empty lines", () => {
  expect(tidy({ ask: [" When? ", "", "When?"], answer: ["Now."] })).toEqual({
    ask: ["When?"],
    answer: ["Now."],
  });
});
