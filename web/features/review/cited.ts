/** A draft's text in pieces: what has a source, and what stands between. */
import type { Citation, Sentence } from "./data";

export interface Piece {
  text: string;
  /** Numbers of its sources, in the order of the list below the draft. */
  sources: number[];
}

const same = (a: Citation, b: Citation) =>
  a.article_id === b.article_id &&
  a.article_version === b.article_version &&
  a.start === b.start &&
  a.end === b.end;

/** Sentences that were changed since are not found again: they stay text without a source. */
export function pieces(
  text: string,
  sentences: Sentence[],
): { pieces: Piece[]; sources: Citation[] } {
  const sources: Citation[] = [];
  const found: Piece[] = [];
  let at = 0;
  for (const sentence of sentences) {
    const start = text.indexOf(sentence.text, at);
    if (start < 0 || !sentence.text) continue;
    if (start > at) found.push({ text: text.slice(at, start), sources: [] });
    const numbers = sentence.citations.map((citation) => {
      const known = sources.findIndex((one) => same(one, citation));
      return known >= 0 ? known : sources.push(citation) - 1;
    });
    found.push({ text: sentence.text, sources: numbers });
    at = start + sentence.text.length;
  }
  if (at < text.length) found.push({ text: text.slice(at), sources: [] });
  return { pieces: found, sources };
}

/** The passage with what stands around it. The server counts characters, not UTF-16 units. */
export function passage(content: string, start: number, end: number, around = 360) {
  const signs = Array.from(content);
  if (start < 0 || end > signs.length || start >= end) return null;
  // not in the middle of a word
  let from = Math.max(0, start - around);
  while (from > 0 && from < start && /\S/.test(signs[from - 1] as string)) from += 1;
  let to = Math.min(signs.length, end + around);
  while (to > end && to < signs.length && /\S/.test(signs[to] as string)) to -= 1;
  const cut = (a: number, b: number) => signs.slice(a, b).join("");
  return {
    before: (from > 0 ? "… " : "") + cut(from, start),
    hit: cut(start, end),
    after: cut(end, to) + (to < signs.length ? " …" : ""),
  };
}
