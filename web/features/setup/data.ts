/** What admins set up: read by rows, changed by SQL functions. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

/** A job of the web's own: do it, say so, read the set-up anew. Refusals stay with who asked. */
export function useChange<T>(work: (given: T) => Promise<unknown>, done: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => tell.done(done),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["setup"] });
      void queries.invalidateQueries({ queryKey: ["categories"] });
    },
  });
}

export function useTeams() {
  return useQuery({
    queryKey: ["setup", "teams"],
    queryFn: () =>
      rows(supabase().from("teams").select("id, key, name, is_default, signature").order("name")),
  });
}

export interface Member {
  id: string;
  user_id: string | null;
  name: string;
  email: string;
  role: string;
  active: boolean;
  available: boolean;
  teams: string[];
}

/** Members with the keys of their teams: those who are in first, then by name. */
export function useMembers() {
  return useQuery({
    queryKey: ["setup", "members"],
    queryFn: async (): Promise<Member[]> => {
      const found = await rows(
        supabase()
          .from("members")
          .select("id, user_id, name, email, role, active, available, team_members(teams(key))")
          .order("active", { ascending: false })
          .order("name"),
      );
      return (found ?? []).map(({ team_members, ...one }) => ({
        ...one,
        teams: (team_members as unknown as { teams: { key: string } | null }[]).flatMap(
          ({ teams }) => teams?.key ?? [],
        ),
      }));
    },
  });
}

export interface Invitation {
  id: string;
  email: string;
  name: string;
  role: string;
  teams: string[];
  sends: number;
  expires_at: string;
}

/** Those that nobody has accepted or withdrawn. */
export function useInvitations() {
  return useQuery({
    queryKey: ["setup", "invitations"],
    queryFn: () =>
      rows(
        supabase()
          .from("invitations")
          .select("id, email, name, role, teams, sends, expires_at")
          .is("accepted_at", null)
          .is("revoked_at", null)
          .order("created_at", { ascending: false }),
      ) as Promise<Invitation[]>,
  });
}

export interface Category {
  key: string;
  label: string;
  description: string;
  team_id: string | null;
}

export interface Policy {
  category: string;
  mode: string;
  min_confidence: number;
  min_answerability: number;
  /** Who moves it up: "hand" or "itself". */
  promote: string;
  /** What the lower bound of agreement must clear. */
  bar: number;
}

export function useCategoriesAndPolicies() {
  return useQuery({
    queryKey: ["setup", "categories"],
    queryFn: async () => {
      const [categories, policies] = await Promise.all([
        rows(
          supabase()
            .from("ticket_categories")
            .select("key, label, description, team_id")
            .order("label"),
        ),
        rows(
          supabase()
            .from("ai_policies")
            .select("category, mode, min_confidence, min_answerability, promote, bar"),
        ),
      ]);
      return {
        categories: (categories ?? []) as Category[],
        policies: new Map((policies ?? []).map((one) => [one.category, one as Policy])),
      };
    },
  });
}

export interface Agreement {
  n: number;
  agreed: number;
  low: number;
  bar: number;
  next: string | null;
  missing: number | null;
}

export function useAgreement(category: string) {
  return useQuery({
    queryKey: ["setup", "agreement", category],
    queryFn: () =>
      call<Agreement, "policy_agreement">("policy_agreement", { p_category: category }),
  });
}

export type JobState = "dead" | "queued" | "running" | "done";

export function useJobs(state: JobState) {
  return useQuery({
    queryKey: ["setup", "jobs", state],
    refetchInterval: 5_000, // jobs come and go without a message
    queryFn: () =>
      rows(
        supabase()
          .from("jobs")
          .select(
            "id, kind, key, state, run_at, attempts, max_attempts, last_error, created_at, finished_at",
          )
          .eq("state", state)
          .order("created_at", { ascending: false })
          .limit(100),
      ),
  });
}
