import { useSaid } from "./said";

/** A reason of the AI's; what has no translation stands there as a quotation, in English. */
export function Reason({ of }: { of: string }) {
  const { text, quoted } = useSaid().said(of);
  return quoted ? <q lang="en">{text}</q> : text;
}
