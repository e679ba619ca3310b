/** A random UUID; crypto.randomUUID is only there on secure pages, and a desk may run at home. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [0, 8, 12, 16, 20]
    .map((start, index, all) => hex.slice(start, all[index + 1] ?? 32))
    .join("-");
}
