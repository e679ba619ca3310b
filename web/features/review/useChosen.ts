import { useState } from "react";

/** One of a list; when it goes, its place is kept, so that the next one comes up by itself. */
export function useChosen<T extends { id: string }>(all: T[]) {
  const [at, setAt] = useState({ id: "", place: 0 });
  const here = all.findIndex((one) => one.id === at.id);
  const place = here >= 0 ? here : Math.min(at.place, all.length - 1);
  const chosen: T | undefined = all[place];
  const to = (next: number) => {
    const one = all[Math.max(0, Math.min(next, all.length - 1))];
    if (one) setAt({ id: one.id, place: next });
  };
  return {
    chosen,
    choose: (id: string) => to(all.findIndex((one) => one.id === id)),
    step: (by: number) => to(place + by),
  };
}
