/** Who can do what and how much, and how teams share out: `routing_overview`, and calendars. */
import { useQuery } from "@tanstack/react-query";
import { call, rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";

export const STRATEGIES = ["manual", "round_robin", "least_loaded"] as const;

export interface MemberRouting {
  id: string;
  skills: string[];
  capacity: number;
  /** Open tickets now. */
  load: number;
  away: boolean;
  /** null with `away`: until further notice. */
  away_until: string | null;
  working: boolean;
  calendar: string | null;
}

export interface TeamRouting {
  key: string;
  strategy: string;
  fallback: string | null;
  waiting: number;
}

interface SkillNeeded {
  fact: string;
  value: string;
  skill: string;
}

interface Overview {
  teams: TeamRouting[];
  members: MemberRouting[];
  skills_needed: SkillNeeded[];
}

export function useRouting() {
  return useQuery({
    queryKey: ["setup", "routing"],
    queryFn: () => call<Overview, "routing_overview">("routing_overview"),
  });
}

export function useCalendars() {
  return useQuery({
    queryKey: ["setup", "calendars"],
    queryFn: () => rows(supabase().from("calendars").select("key, name").order("name")),
  });
}

/** All skills that members have or that something needs, to choose from. */
export function skillsIn(overview: Overview | undefined): string[] {
  const all = [
    ...(overview?.members.flatMap((one) => one.skills) ?? []),
    ...(overview?.skills_needed.map((one) => one.skill) ?? []),
  ];
  return [...new Set(all)].sort();
}

/** As the database takes a skill: one word. */
export const isSkill = (word: string) => /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u.test(word);
