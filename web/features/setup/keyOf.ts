/** A key from a name: "Rösterei & Café" becomes "rosterei_cafe". `between`: what joins the words. */
export function keyOf(name: string, between = "_"): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replaceAll(" ", between)
    .slice(0, 40)
    .replace(/[-_]$/, "");
}
