/** Second factors of whoever is signed in; only those count that have proved a code. */
import { useQuery } from "@tanstack/react-query";
import { ACCOUNT } from "@/features/account/own";
import { done } from "@/features/auth/reasons";
import { supabase } from "@/lib/supabase";

export function useFactors() {
  return useQuery({
    queryKey: [...ACCOUNT, "factors"],
    queryFn: async () => (await done(supabase().auth.mfa.listFactors())).data?.totp ?? [],
    staleTime: 0,
  });
}

export interface Enrolled {
  id: string;
  /** A data: address. */
  picture: string;
  secret: string;
}

/** A new factor, after what an earlier try has left over. */
export async function enroll(): Promise<Enrolled> {
  const { mfa } = supabase().auth;
  const all = (await done(mfa.listFactors())).data?.all ?? [];
  for (const one of all.filter(({ status }) => status === "unverified")) {
    await done(mfa.unenroll({ factorId: one.id }));
  }
  const { data } = await done(mfa.enroll({ factorType: "totp", issuer: "AutoCRM" }));
  if (!data) throw new TypeError("no factor");
  return { id: data.id, picture: data.totp.qr_code, secret: data.totp.secret };
}
