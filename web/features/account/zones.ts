/** The instant at which clocks in `zone` (this device's when there is none) show `local`. */
export function instant(local: string, zone?: string | null): Date {
  if (!zone) return new Date(local);
  const wall = Date.parse(`${local}Z`);
  const shows = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  const offset = (at: number) => Date.parse(`${shows.format(at).replace(" ", "T")}Z`) - at;
  // The second look is for instants near a change of the clocks.
  return new Date(wall - offset(wall - offset(wall)));
}
