/** Short words at the edge of the screen: done, undone, went wrong. */
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import type { ReactNode } from "react";
import { asProblem } from "@/lib/problem";

export const tell = {
  done(message: ReactNode) {
    notifications.show({ message, color: "teal" });
  },
  problem(error: unknown) {
    const problem = asProblem(error);
    const message = problem.unreachable ? i18next.t("offline.text") : problem.message;
    notifications.show({
      message,
      color: "red",
      autoClose: 10_000,
    });
  },
};
