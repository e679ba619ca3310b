import { useQuery } from "@tanstack/react-query";
import { rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";

/** How many drafts wait for a person, as far as one sees them. */
export function useWaiting(): number | undefined {
  return useQuery({
    queryKey: [...LIVE_KEYS.review, "count"],
    queryFn: async () => {
      const found = await rows(
        supabase().from("drafts").select("id").eq("state", "pending").limit(1000),
      );
      return found?.length ?? 0;
    },
  }).data;
}
