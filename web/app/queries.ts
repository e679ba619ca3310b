import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "@/lib/problem";

export function newQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000, // live updates make things stale earlier
        refetchOnWindowFocus: true,
        // A refusal stays one; only what may pass by itself is tried again.
        retry: (count, error) => {
          const { status } = asProblem(error);
          return count < 2 && (status === 0 || status >= 500);
        },
      },
      mutations: { retry: false },
    },
  });
}
