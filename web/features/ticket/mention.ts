/** Who is meant by an `@` that is being typed. */
import type { Person } from "./data";

export interface Asked {
  /** Where the `@` stands, and what follows it up to the caret. */
  start: number;
  query: string;
}

const BEING_TYPED = /(?:^|[\s([{"'])@([\p{L}\p{N}._-]*)$/u;

/** The mention in which the caret stands; null: in none. An `@` within a word is an address. */
export function mentionAt(text: string, caret: number): Asked | null {
  const found = BEING_TYPED.exec(text.slice(0, caret));
  if (!found) return null;
  const query = found[1] ?? "";
  return { start: caret - query.length - 1, query };
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** As the desk knows people in a note: by their address before the `@`. */
export const handleOf = (person: Pick<Person, "email">) => person.email.split("@")[0] ?? "";

const MOST = 6;

/** Whose name or address has a word that begins so. */
export function meant<P extends Pick<Person, "name" | "email">>(people: P[], query: string): P[] {
  const asked = plain(query);
  const fits = (one: P) =>
    plain(handleOf(one)).startsWith(asked) ||
    plain(`${one.name} ${handleOf(one)}`)
      .split(/[\s._-]+/)
      .some((word) => word.startsWith(asked));
  const first = (one: P) => Number(!plain(one.name).startsWith(asked));
  return people
    .filter(fits)
    .sort((a, b) => first(a) - first(b))
    .slice(0, MOST);
}
