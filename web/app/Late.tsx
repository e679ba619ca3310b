/**
 * What the first view does without: notices and questions. Loaded right behind it, since what tells
 * that there is no network must be there before the network is gone.
 */
import { useNotifications } from "@mantine/notifications";
import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import { useQuestions } from "@/lib/modals";
import { persistent, whenIdle } from "@/lib/patient";

const notices = () => import("@/app/Notices");
const questions = () => import("@/app/Questions");
const Notices = lazy<ComponentType>(() => persistent(notices).catch(none));
const Questions = lazy<ComponentType>(() => persistent(questions).catch(none));
/** A browser may remember that code did not come: the page itself goes on without. */
const none = () => ({ default: () => null });

export function Late() {
  const { notifications } = useNotifications();
  const asked = useQuestions();
  useEffect(() => {
    notices().catch(() => {}); // asked for again when one is to be shown
    whenIdle(questions);
  }, []);
  return (
    <>
      <From wanted={notifications.length > 0} show={Notices} />
      <From wanted={asked > 0} show={Questions} />
    </>
  );
}

/** There from the first time that it was wanted. */
function From({ wanted, show: Shown }: { wanted: boolean; show: ComponentType }) {
  const once = useRef(false);
  once.current ||= wanted;
  if (!once.current) return null;
  return (
    <Suspense fallback={null}>
      <Shown />
    </Suspense>
  );
}
