import { useState } from "react";
import { type Fault, faultOf } from "./bytes";
import { useTerms } from "./terms";
import type { Files } from "./useFiles";

/** Takes files that were chosen, dropped or pasted, as far as they may come along. */
export function useTaking(files: Files) {
  const { data: terms } = useTerms();
  const [faults, setFaults] = useState<Fault[]>([]);

  const take = (given: File[]) => {
    if (!terms) return;
    const taken = {
      count: files.files.length,
      bytes: files.files.reduce((sum, { size }) => sum + size, 0),
    };
    const refused: Fault[] = [];
    const good = given.filter((file) => {
      const fault = faultOf(file, taken, terms);
      if (fault) refused.push(fault);
      else {
        taken.count += 1;
        taken.bytes += file.size;
      }
      return !fault;
    });
    setFaults(refused);
    if (good.length > 0) files.add(good);
  };

  return { terms, faults, take };
}

export type Taking = ReturnType<typeof useTaking>;
