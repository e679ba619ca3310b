import { useQuery } from "@tanstack/react-query";
import { call } from "@/lib/api";

export interface Terms {
  file_bytes: number;
  message_bytes: number;
  files: number;
  refused: string[];
  reopen_days: number;
  rating_change_hours: number;
  categories: { key: string; label: string }[];
}

/** What is allowed here, said before anybody is refused. */
export function useTerms() {
  return useQuery({
    queryKey: ["portal-terms"],
    queryFn: () => call<Terms, "portal_terms">("portal_terms"),
    staleTime: 600_000,
  });
}
