/** What Auth refuses, in the reader's words: Auth itself speaks English only. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, Problem } from "@/lib/problem";

/** Turns an error of Auth into a Problem to show; what is not known keeps the server's sentence. */
export function useReason(): (error: unknown) => Problem {
  const { t } = useTranslation("auth");
  return useCallback(
    (error: unknown) => {
      const given = asProblem(error);
      if (given.unreachable) return given;
      const key = `reasons.${given.code}` as "reasons.weak_password";
      const said = t(key, { defaultValue: given.message, said: given.message });
      return new Problem(said, given.status, given.code, given.details);
    },
    [t],
  );
}

/** `{data, error}` as supabase-js gives it, or the error thrown. */
export async function done<T extends { error: unknown }>(answer: Promise<T>): Promise<T> {
  const given = await answer;
  if (given.error) throw given.error;
  return given;
}
