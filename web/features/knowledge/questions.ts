/** The questions that an article answers: wordings, and the sentences of it that are the answer. */
import type { Question } from "./data";

/** Without empty lines and spaces around. */
export function tidy({ ask, answer }: Question): Question {
  const lines = ask.map((one) => one.trim()).filter(Boolean);
  return { ask: [...new Set(lines)], answer };
}

/** Whether something is asked, and a sentence answers it. */
export const whole = ({ ask, answer }: Question) =>
  answer.length > 0 && ask.some((one) => one.trim() !== "");

/** The text's sentences as they stand in it, to choose answers from. */
export function sentences(content: string): string[] {
  const found = content
    .split("\n")
    .filter((line) => !/^\s*#/.test(line))
    .map((line) => line.replace(/^\s*(?:[-*>+]|\d+[.)])\s+/, ""))
    .flatMap((line) => line.split(/(?<=[.!?。！？])(?:\s+|(?<=[。！？]))/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 1);
  return [...new Set(found)];
}
