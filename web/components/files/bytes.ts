import type { Terms } from "./terms";

/** 10 MB, 340 kB: as people say it. */
export function inWords(bytes: number, language: string): string {
  const [value, unit] =
    bytes >= 1_048_576 ? [bytes / 1_048_576, "megabyte"] : [Math.max(1, bytes / 1024), "kilobyte"];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: unit as string,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value as number);
}

/** The end of a name as the desk reads it: spaces and dots behind it do not hide it. */
export const endOf = (name: string) =>
  /\.([^.]+)$/.exec(name.replace(/[. ]+$/, ""))?.[1]?.toLowerCase() ?? "";

export type Fault =
  | { key: "files.too_large"; name: string }
  | { key: "files.empty"; name: string }
  | { key: "files.refused"; end: string }
  | { key: "files.too_many" }
  | { key: "files.too_much" };

/** Why this file cannot come along with `taken` others (a number, and their bytes); null: it can. */
export function faultOf(
  file: { name: string; size: number },
  taken: { count: number; bytes: number },
  terms: Terms,
): Fault | null {
  const end = endOf(file.name);
  if (terms.refused.includes(end)) return { key: "files.refused", end };
  if (file.size === 0) return { key: "files.empty", name: file.name };
  if (file.size > terms.file_bytes) return { key: "files.too_large", name: file.name };
  if (taken.count >= terms.files) return { key: "files.too_many" };
  if (taken.bytes + file.size > terms.message_bytes) return { key: "files.too_much" };
  return null;
}
