import { ModalsProvider, useModals } from "@mantine/modals";
import { useEffect } from "react";
import { takeQuestions, useQuestions } from "@/lib/modals";

export default function Questions() {
  return (
    <ModalsProvider>
      <Asking />
    </ModalsProvider>
  );
}

function Asking() {
  const waiting = useQuestions();
  const { openConfirmModal } = useModals();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when they come
  useEffect(() => {
    for (const question of takeQuestions()) openConfirmModal(question);
  }, [waiting]);
  return null;
}
