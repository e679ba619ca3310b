/** What readers say of an article: once a person, or once a browser where nobody is signed in. */
import { useMutation } from "@tanstack/react-query";
import { call } from "@/lib/api";
import { useSession } from "@/lib/session";
import { kept } from "@/lib/storage";
import { newKey } from "./key";

const reader = kept<string>("autocrm.reader");

/** Says nothing of who it is: made once, at the first word, and only known to this browser. */
function readersKey(): string {
  const known = reader.read();
  if (known) return known;
  const made = newKey();
  reader.write(made);
  return made;
}

export interface Verdict {
  helpful: boolean;
  /** Not given: what was said before stays. */
  comment?: string;
}

export function useRateArticle(slug: string) {
  const { me } = useSession();
  return useMutation({
    mutationFn: ({ helpful, comment }: Verdict) =>
      call("rate_article", {
        p_slug: slug,
        p_helpful: helpful,
        ...(comment && { p_comment: comment }),
        ...(!me && { p_reader: readersKey() }),
      }),
  });
}
