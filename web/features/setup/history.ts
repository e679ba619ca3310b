/** What was changed in a policy, by whom: the audit's entries, as differences. */
import { useQuery } from "@tanstack/react-query";
import { rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";

const MOST = 30;
const TOLD = ["mode", "min_confidence", "min_answerability", "promote", "bar"] as const;

export type Told = (typeof TOLD)[number];

type Terms = Partial<Record<Told, string | number>>;

export interface Entry {
  id: number;
  at: string;
  action: string;
  /** null: the AI's own step, or the command line. */
  who: string | null;
  details: Record<string, unknown>;
}

export interface Change {
  what: Told;
  before: string | number | null;
  after: string | number;
}

/** Only what is another value now; all of it where nothing was there before. */
export function changes({ action, details }: Pick<Entry, "action" | "details">): Change[] {
  if (action === "policy.promote" || action === "policy.demote") {
    return [{ what: "mode", before: String(details.before), after: String(details.after) }];
  }
  const after = (details.after ?? details) as Terms;
  const before = (details.before ?? {}) as Terms;
  return TOLD.flatMap((what) => {
    const now = after[what];
    if (now === undefined || now === before[what]) return [];
    return [{ what, before: before[what] ?? null, after: now }];
  });
}

export function useHistory(category: string) {
  return useQuery({
    queryKey: ["setup", "history", category],
    queryFn: async (): Promise<Entry[]> => {
      const [entries, members] = await Promise.all([
        rows(
          supabase()
            .from("audit_log")
            .select("id, at, actor, action, details")
            .like("action", "policy.%")
            .eq("details->>category", category)
            .order("id", { ascending: false })
            .limit(MOST),
        ),
        rows(supabase().from("members").select("user_id, name")),
      ]);
      const names = new Map((members ?? []).map((one) => [one.user_id, one.name]));
      return (entries ?? []).map(({ actor, ...one }) => ({
        ...one,
        details: one.details as Record<string, unknown>,
        who: (actor && names.get(actor)) ?? null,
      }));
    },
  });
}
