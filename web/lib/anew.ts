/** Reading anew what has changed at the desk. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Whatever begins with this key is stale. What is being read for the first time is read once more
 * afterwards: TanStack Query lets a first reading go on, whose answer may be older than the change.
 */
export function readAnew(queries: QueryClient, queryKey: QueryKey): void {
  const first = queries
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: "fetching" })
    .filter((query) => query.state.data === undefined);
  void queries.invalidateQueries({ queryKey });
  for (const query of first) {
    const again = () => queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    void query.promise?.then(again, again);
  }
}
