/** The reports behind "My numbers": each once for me, once for whom I am compared with. */
import { useQuery } from "@tanstack/react-query";
import { call, rows } from "@/lib/api";
import { useMe } from "@/lib/session";
import { supabase } from "@/lib/supabase";

export const MEASURES = ["first_response", "resolution", "csat", "sla"] as const;
export type Measure = (typeof MEASURES)[number];

type Figures = Record<string, number | null>;

interface Report<L = Figures> {
  total: Figures | null;
  lines: L[];
}

/** Which figure of a report is shown, and which says how many it is made of. */
export const FIGURES: Record<Measure, { value: string; count: string }> = {
  first_response: { value: "median_s", count: "answered" },
  resolution: { value: "median_s", count: "solved" },
  csat: { value: "average", count: "ratings" },
  sla: { value: "kept_share", count: "promises" },
};

export interface Compared {
  mine: Figures;
  theirs: Figures;
}

export interface Load {
  member: string;
  assigned: number;
  answered: number;
  solved: number;
  to_do_now: number;
}

const report = <L>(name: string, from: string, filter: object, by?: string[]) =>
  call<Report<L>>("report", {
    p_name: name,
    p_from: from,
    p_filter: filter,
    ...(by ? { p_by: by } : {}),
  });

/** `days` back from now; `team` by its key, null: all that I see. */
export function useNumbers(days: number, team: string | null) {
  const me = useMe();
  return useQuery({
    queryKey: ["numbers", days, team, me.email],
    queryFn: async () => {
      const from = new Date(Date.now() - days * 86_400_000).toISOString();
      const theirs = team ? { team } : {};
      const [measures, load] = await Promise.all([
        Promise.all(
          MEASURES.map(async (name): Promise<[Measure, Compared]> => {
            const [one, all] = await Promise.all([
              report(name, from, { assignee: me.email }, []),
              report(name, from, theirs, []),
            ]);
            return [name, { mine: one.total ?? {}, theirs: all.total ?? {} }];
          }),
        ),
        report<Load>("workload", from, theirs),
      ]);
      return {
        measures: Object.fromEntries(measures) as Record<Measure, Compared>,
        load: load.lines,
      };
    },
    staleTime: 60_000,
  });
}

/** Teams to be compared with, and what members are called. */
export function useColleagues() {
  return useQuery({
    queryKey: ["choices", "numbers"],
    queryFn: async () => {
      const [teams, members] = await Promise.all([
        rows(supabase().from("teams").select("id, key, name").order("name")),
        rows(supabase().from("members").select("email, name")),
      ]);
      return { teams, names: new Map(members.map((one) => [one.email, one.name])) };
    },
    staleTime: 300_000,
  });
}
