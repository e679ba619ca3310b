/**
 * Asking back before something that cannot be undone. The window that asks is code of its own,
 * loaded with the first question: see app/Late.tsx.
 */
import type { modals as mantine } from "@mantine/modals";
import { useSyncExternalStore } from "react";

type Question = Parameters<typeof mantine.openConfirmModal>[0];

let waiting: Question[] = [];
const watchers = new Set<() => void>();

function put(questions: Question[]) {
  waiting = questions;
  for (const one of watchers) one();
}

export const modals = {
  openConfirmModal(question: Question) {
    put([...waiting, question]);
  },
};

/** How many questions have not been asked yet. */
export const useQuestions = (): number => useSyncExternalStore(watch, () => waiting.length);

/** The questions, to be asked now. */
export function takeQuestions(): Question[] {
  const taken = waiting;
  if (taken.length > 0) put([]);
  return taken;
}

function watch(tell: () => void) {
  watchers.add(tell);
  return () => {
    watchers.delete(tell);
  };
}
