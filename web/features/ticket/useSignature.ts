import { useQuery } from "@tanstack/react-query";
import { rows } from "@/lib/api";
import { useMe } from "@/lib/session";
import { supabase } from "@/lib/supabase";

/** What the desk puts below an answer: the member's words, then those of the ticket's team. */
export function useSignature(teamId: string | null): string {
  const { memberId } = useMe();
  const { data } = useQuery({
    queryKey: ["signature", memberId, teamId],
    queryFn: async () => {
      const db = supabase();
      const [mine, team] = await Promise.all([
        rows(
          db
            .from("members")
            .select("signature")
            .eq("id", memberId ?? ""),
        ),
        teamId ? rows(db.from("teams").select("signature").eq("id", teamId)) : [],
      ]);
      return [mine?.[0]?.signature, team?.[0]?.signature]
        .map((one) => one?.trim())
        .filter(Boolean)
        .join("\n");
    },
    staleTime: 300_000,
  });
  return data ?? "";
}
