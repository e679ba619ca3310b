/** The keys of the queue. Those that need the list's focus are heard by the list itself. */
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { type Shortcut, useKeys } from "@/lib/keys";
import type { BulkMenu } from "./BulkBar";
import type { Selection } from "./selection";

interface Props {
  selection: Selection;
  grid: RefObject<HTMLDivElement | null>;
  setMenu: (menu: BulkMenu) => void;
  active: boolean;
}

const MENUS = { a: "assign", s: "status", p: "priority", g: "team", t: "tag" } as const;

export function useQueueKeys({ selection, grid, setMenu, active }: Props) {
  const { t } = useTranslation("queue");
  // An open menu or dialog has the keys.
  const here = (run: () => void) => (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest("[role=menu], [role=dialog]"))
      return;
    run();
  };
  const inGrid = (run: () => void) =>
    here(() => {
      run();
      grid.current?.focus({ preventScroll: true });
    });
  const change = (menu: BulkMenu) =>
    here(() => {
      if (selection.chosen.size === 0) {
        if (selection.at < 0) return;
        selection.toggle(selection.at); // what the cursor is at is meant
      }
      setMenu(menu);
    });
  const shortcuts: Shortcut[] = [
    { keys: "j", label: t("keys.next"), run: inGrid(() => selection.move(1)) },
    { keys: "k", label: t("keys.previous"), run: inGrid(() => selection.move(-1)) },
    { keys: "Enter", label: t("keys.open"), run: () => {}, told: true },
    { keys: "x", label: t("keys.select"), run: inGrid(() => selection.toggle(selection.at)) },
    { keys: "shift+j", label: t("keys.range_down"), run: inGrid(() => selection.move(1, true)) },
    { keys: "shift+k", label: t("keys.range_up"), run: inGrid(() => selection.move(-1, true)) },
    { keys: "shift+a", label: t("keys.all"), run: inGrid(selection.all) },
    { keys: "Escape", label: t("keys.clear"), run: here(selection.clear) },
    ...Object.entries(MENUS).map(([keys, menu]) => ({
      keys,
      label: t(`keys.${menu}`),
      run: change(menu),
    })),
  ];
  useKeys(t("keys.group"), shortcuts, active);
}
