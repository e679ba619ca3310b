/** The text of a search: its terms, and setting or removing one of them. */

export interface Term {
  text: string;
  /** "status" of `status:open` and of `-status:open`; empty for words. */
  operator: string;
}

/** Terms as the server splits them: blanks part them, quotation marks hold together. */
export function termsOf(query: string): Term[] {
  return (query.match(/-?(?:[\p{L}][\p{L}\p{N}_.]*:)?(?:"[^"]*"?|[^\s"]+)/gu) ?? []).map(
    (text) => ({
      text,
      operator: /^-?([\p{L}][\p{L}\p{N}_.]*):/u.exec(text)?.[1]?.toLowerCase() ?? "",
    }),
  );
}

export const textOf = (terms: Term[]) => terms.map((term) => term.text).join(" ");

export function quoted(value: string): string {
  return /[\s,"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

/** With `term` in place of what the same operator said before. `is:` says many things at once. */
export function withTerm(query: string, term: string): string {
  const [added] = termsOf(term);
  const terms = termsOf(query).filter((one) =>
    added?.operator === "is" ? one.text !== term : one.operator !== added?.operator,
  );
  return [textOf(terms), term].filter(Boolean).join(" ");
}

export const without = (query: string, term: string): string =>
  textOf(termsOf(query).filter((one) => one.text !== term));
