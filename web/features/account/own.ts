/** What the server knows of whoever is signed in, for the pages of the account. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { rows } from "@/lib/api";
import { ME, useMe, useSession } from "@/lib/session";
import { supabase } from "@/lib/supabase";

export const ACCOUNT = ["account"] as const;

/** The customer's own row with what they want to be mailed; null before their first request. */
export function useOwnCustomer() {
  const { customerId } = useMe();
  return useQuery({
    queryKey: [...ACCOUNT, "customer", customerId],
    enabled: Boolean(customerId),
    queryFn: async () => {
      const id = customerId as string;
      const [found, wishes] = await Promise.all([
        rows(
          supabase().from("customers").select("id, name, email, locale, time_zone").eq("id", id),
        ),
        rows(supabase().from("customer_preferences").select("mails").eq("customer_id", id)),
      ]);
      const own = found?.[0];
      return own ? { ...own, mails: wishes?.[0]?.mails ?? "answers" } : null;
    },
  });
}

/** The account at Auth: the session's copy may be an hour old. */
export function useAuthUser() {
  const { session } = useSession();
  return useQuery({
    queryKey: [...ACCOUNT, "user", session?.user.id],
    initialData: session?.user,
    initialDataUpdatedAt: 0,
    queryFn: async () => {
      const { data, error } = await supabase().auth.getUser();
      if (error) throw error;
      return data.user;
    },
  });
}

/** Reads it all anew after a change. */
export function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ME }),
      queries.invalidateQueries({ queryKey: ACCOUNT }),
    ]);
}
