/** A request's state as its customer sees it. */

export const FILTERS = ["all", "open", "turn", "done"] as const;
export type Filter = (typeof FILTERS)[number];

export const isDone = (status: string) => status === "solved" || status === "closed";
export const isOpen = (status: string) => !isDone(status);

/** `turn`: we have answered and wait for the customer. */
export function fits(status: string, filter: Filter): boolean {
  if (filter === "open") return isOpen(status);
  if (filter === "turn") return status === "pending";
  if (filter === "done") return isDone(status);
  return true;
}

export function asFilter(given: string | undefined): Filter {
  return FILTERS.find((one) => one === given) ?? "all";
}

/** Whether what is written now opens it again; later a new request begins that follows it. */
export function reopens(solvedAt: string | null, days: number, now = Date.now()): boolean {
  return solvedAt !== null && Date.parse(solvedAt) > now - days * 86_400_000;
}
