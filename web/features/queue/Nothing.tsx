import { Button } from "@mantine/core";
import { IconChecks, IconSearchOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import type { Asked } from "./data";

/** An empty view, or a search that finds nothing, and what to do next. */
export function Nothing({ asked }: { asked: Asked }) {
  const { t } = useTranslation("queue");
  if (asked.q) {
    return (
      <Empty
        icon={IconSearchOff}
        title={t("empty.found_title")}
        action={<To search={{ view: "open" }}>{t("empty.to_open")}</To>}
      >
        {t("empty.found_text")}
      </Empty>
    );
  }
  const mine = (asked.view ?? "mine") === "mine";
  return (
    <Empty
      icon={IconChecks}
      title={t("empty.view_title")}
      action={
        mine ? (
          <To search={{ view: "unassigned" }}>{t("empty.to_unassigned")}</To>
        ) : (
          <To search={{ view: "open" }}>{t("empty.to_open")}</To>
        )
      }
    >
      {t(mine ? "empty.mine_text" : "empty.view_text")}
    </Empty>
  );
}

function To({ search, children }: { search: Asked; children: string }) {
  return (
    <Button
      mt="xs"
      variant="light"
      renderRoot={(props) => <Link to="/desk" search={search} {...props} />}
    >
      {children}
    </Button>
  );
}
