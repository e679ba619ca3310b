import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { LIVE_KEYS, toldHere } from "@/lib/live";
import { tell } from "@/lib/tell";
import { type Left, putBack, type Step } from "./undo";

const OFFERED_MS = 10_000;
const KEY = "undo-bulk"; // the last bulk change is the one that can be undone

/** Says that many were changed and offers to put them back, for some seconds. */
export function useUndo() {
  const { t } = useTranslation(["queue", "common"]);
  const queries = useQueryClient();

  const sayLeft = (left: Left[], done: number) => {
    const lines = left.map(({ number, why }) =>
      why ? t("undo.refused", { number, why }) : t("undo.overtaken", { number }),
    );
    notifications.show({
      color: "orange",
      autoClose: 15_000,
      title: t("undo.some", { count: done, left: left.length }),
      message: lines.slice(0, 5).map((line) => (
        <Text key={line} size="sm">
          {line}
        </Text>
      )),
    });
  };

  const undo = async (steps: Step[]) => {
    notifications.update({
      id: KEY,
      loading: true,
      autoClose: false,
      message: t("undo.running", { count: steps.length }),
    });
    const left = await putBack(steps);
    notifications.hide(KEY);
    const done = steps.length - left.length;
    if (left.length === 0) tell.done(t("undo.done", { count: done }));
    else sayLeft(left, done);
    toldHere(steps.map((one) => one.id));
    void queries.invalidateQueries({ queryKey: LIVE_KEYS.counts });
  };

  return (said: string, steps: Step[]) => {
    notifications.hide(KEY);
    notifications.show({
      id: KEY,
      color: "teal",
      autoClose: OFFERED_MS,
      message: (
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm">{said}</Text>
          <Button size="compact-sm" variant="light" onClick={() => void undo(steps)}>
            {t("undo", { ns: "common" })}
          </Button>
        </Group>
      ),
    });
  };
}
