/** Keyboard: every shortcut that is on says so in the list that `?` shows. */
import { useHotkeys } from "@mantine/hooks";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useState,
} from "react";

export interface Shortcut {
  /** As Mantine writes them: "j", "mod+Enter", "shift+?". */
  keys: string;
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Also while a field has the focus, as `mod+Enter` does. */
  everywhere?: boolean;
  /** Only told in the list: a field or grid that has the focus hears it itself. */
  told?: boolean;
}

interface Listed {
  group: string;
  shortcuts: Pick<Shortcut, "keys" | "label">[];
}

const Registry = createContext<{
  listed: Map<string, Listed>;
  put: (id: string, listed: Listed | null) => void;
}>({ listed: new Map(), put: () => {} });

export function KeysProvider({ children }: { children: ReactNode }) {
  const [listed, setListed] = useState(new Map<string, Listed>());
  const value = useMemo(
    () => ({
      listed,
      put: (id: string, entry: Listed | null) =>
        setListed((before) => {
          const after = new Map(before);
          if (entry) after.set(id, entry);
          else after.delete(id);
          return after;
        }),
    }),
    [listed],
  );
  return <Registry.Provider value={value}>{children}</Registry.Provider>;
}

/** Shortcuts of this component for as long as it is there. `group` is their heading in the list. */
export function useKeys(group: string, shortcuts: Shortcut[], enabled = true) {
  const id = useId();
  const { put } = useContext(Registry);
  const shown = JSON.stringify(shortcuts.map(({ keys, label }) => ({ keys, label })));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `put` changes with each entry it takes
  useEffect(() => {
    if (!enabled) return;
    put(id, { group, shortcuts: JSON.parse(shown) });
    return () => put(id, null);
  }, [id, group, shown, enabled]);
  const on = enabled ? shortcuts.filter((one) => !one.told) : [];
  useHotkeys(on.filter((one) => !one.everywhere).map((one) => [one.keys, one.run]));
  useHotkeys(
    on.filter((one) => one.everywhere).map((one) => [one.keys, one.run]),
    [],
  );
}

export function useListedKeys(): Listed[] {
  const { listed } = useContext(Registry);
  return [...listed.values()];
}
