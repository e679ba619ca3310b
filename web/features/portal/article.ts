/** Articles may begin with their title as a heading; the page has it already. */
export function withoutTitle(content: string, title: string): string {
  const [first = "", ...rest] = content.trimStart().split("\n");
  const heading = first.replace(/^#\s+/, "").trim();
  return first.startsWith("# ") && heading.toLowerCase() === title.trim().toLowerCase()
    ? rest.join("\n").trimStart()
    : content;
}
