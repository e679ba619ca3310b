/**
 * From what may go wrong to the confidence from which the AI may be trusted, as `policy choose`
 * finds it: not the errors seen, but the most that are likely behind them, stay below the promise.
 * autocrm/ai/promise.py says the same; tests/data/promises.json holds the two together.
 */
import { useQuery } from "@tanstack/react-query";
import { rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";

export interface Judged {
  confidence: number;
  agreed: boolean;
}

export interface Chosen {
  /** The lowest confidence that keeps the promise. null: none does. */
  edge: number | null;
  /** Judged answers that are as sure as that, and how many of them were wrong. */
  taken: number;
  wrong: number;
}

/** Fewer judged answers than these say nothing about a threshold. */
export const LEAST = 20;
const MOST = 5000;
const STEPS = 100;
const CERTAINTY = 0.95;

export function useJudged(category: string) {
  return useQuery({
    queryKey: ["setup", "judged", category],
    queryFn: async (): Promise<Judged[]> => {
      const found = await rows(
        supabase()
          .from("ai_agreements")
          .select("agreed, ai_decisions(confidence)")
          .eq("category", category)
          .order("at", { ascending: false })
          .limit(MOST),
      );
      return (found ?? []).flatMap((one) => {
        const decision = one.ai_decisions as unknown as { confidence: number } | null;
        return decision ? [{ agreed: one.agreed, confidence: decision.confidence }] : [];
      });
    },
  });
}

/** Tried from the surest down; the first threshold that breaks the promise ends it. */
export function choose(judged: Judged[], promise: number): Chosen {
  const sorted = [...judged].sort((a, b) => b.confidence - a.confidence);
  const first = Math.ceil(Math.log(1 - CERTAINTY) / Math.log1p(-promise));
  let found: Chosen = { edge: null, taken: 0, wrong: 0 };
  for (const count of counts(first, sorted.length)) {
    const edge = sorted[count - 1]?.confidence ?? 1;
    // A tie at the border belongs with the rest of its kind.
    const kept = sorted.filter((one) => one.confidence >= edge);
    const wrong = kept.filter((one) => !one.agreed).length;
    if (upperBound(wrong, kept.length) > promise) break;
    found = { edge, taken: kept.length, wrong };
  }
  return found;
}

function counts(first: number, last: number): number[] {
  if (first > last) return [];
  const step = (last - first) / (STEPS - 1);
  const all = Array.from({ length: STEPS }, (_, at) => Math.floor(first + at * step));
  return [...new Set(all)].filter((count) => count >= 1);
}

/** Clopper and Pearson: the share of errors that is exceeded with a chance of 5 % at most. */
export function upperBound(errors: number, n: number): number {
  if (errors >= n) return 1;
  let [low, high] = [errors / n, 1];
  for (let turn = 0; turn < 50; turn += 1) {
    const middle = (low + high) / 2;
    if (atMost(errors, n, middle) > 1 - CERTAINTY) low = middle;
    else high = middle;
  }
  return high;
}

/** The binomial chance of at most so many errors, term by term in logarithms. */
function atMost(errors: number, n: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return 0;
  let term = n * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let k = 1; k <= errors; k += 1) {
    term += Math.log((n - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(term);
  }
  return sum;
}
