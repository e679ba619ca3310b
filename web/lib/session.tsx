/** Who is here: the session of Supabase Auth, and whom it stands for at this desk. */
import type { Session } from "@supabase/supabase-js";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { rows } from "@/lib/api";
import { factorDue } from "@/lib/secondStep";
import { supabase } from "@/lib/supabase";

export interface Me {
  /** `customer` is also who has signed up and never written: they have no customer row yet. */
  kind: "member" | "customer";
  userId: string;
  email: string;
  name: string;
  locale: string | null;
  timeZone: string | null;
  memberId: string | null;
  customerId: string | null;
  isAdmin: boolean;
  available: boolean;
  /** Ids of the member's teams; admins hear all teams, see `useDeskLive`. */
  teamIds: string[];
}

interface Here {
  /** undefined while it is being found out. */
  session: Session | null | undefined;
  /** Nobody yet while `factor` is due. */
  me: Me | null;
  /** The second factor whose code is still due. */
  factor: string | null;
  loading: boolean;
  error: Error | null;
}

const Context = createContext<Here>({
  session: undefined,
  me: null,
  factor: null,
  loading: true,
  error: null,
});

export const ME = ["me"] as const;

export async function readMe(session: Session): Promise<Me> {
  const userId = session.user.id;
  const [members, customers] = await Promise.all([
    rows(
      supabase()
        .from("members")
        .select("id, name, email, role, locale, time_zone, available, team_members(team_id)")
        .eq("user_id", userId)
        .eq("active", true),
    ),
    rows(
      supabase()
        .from("customers")
        .select("id, name, email, locale, time_zone")
        .eq("auth_user_id", userId),
    ),
  ]);
  const [member, customer] = [members?.[0], customers?.[0]];
  const row = member ?? customer;
  const metadata = session.user.user_metadata as { name?: string; locale?: string };
  return {
    kind: member ? "member" : "customer",
    userId,
    email: member?.email ?? session.user.email ?? "",
    name: row?.name || metadata.name || session.user.email || "",
    locale: row?.locale ?? metadata.locale ?? null,
    timeZone: row?.time_zone ?? null,
    memberId: member?.id ?? null,
    customerId: customer?.id ?? null,
    isAdmin: member?.role === "admin",
    available: member?.available ?? false,
    teamIds: (member?.team_members ?? []).map((one: { team_id: string }) => one.team_id),
  };
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const queries = useQueryClient();

  useEffect(() => {
    let known: string | undefined;
    const { data } = supabase().auth.onAuthStateChange((_event, now) => {
      const user = now?.user.id ?? "";
      // Nothing of one person's may be shown to the next.
      if (known !== undefined && known !== user) queries.clear();
      known = user;
      setSession(now);
    });
    return () => data.subscription.unsubscribe();
  }, [queries]);

  const factor = factorDue(session);
  const through = Boolean(session) && !factor;
  const found = useQuery({
    queryKey: [...ME, session?.user.id],
    queryFn: () => readMe(session as Session),
    enabled: through,
    staleTime: 60_000,
  });
  const here = useMemo<Here>(
    () => ({
      session,
      factor,
      me: through ? (found.data ?? null) : null,
      loading: session === undefined || (through && found.isPending),
      error: through ? found.error : null,
    }),
    [session, factor, through, found.data, found.isPending, found.error],
  );
  return <Context.Provider value={here}>{children}</Context.Provider>;
}

export const useSession = (): Here => useContext(Context);

/** Whoever is signed in; below a guarded route there always is somebody. */
export function useMe(): Me {
  const { me } = useSession();
  if (!me) throw new Error("useMe is for pages behind a sign-in");
  return me;
}

/** For tests and stories: children as this person sees them. */
export function ActingAs(props: { me: Me | null; factor?: string | null; children: ReactNode }) {
  const { me, factor = null, children } = props;
  const here = { session: null, me, factor, loading: false, error: null };
  return <Context.Provider value={here}>{children}</Context.Provider>;
}
