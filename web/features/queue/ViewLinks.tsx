import { Badge, NavLink } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import type { Asked } from "./data";

interface ViewCount {
  id: string;
  key: string | null;
  name: string;
  /** null: a view that is not counted. */
  count: number | null;
  scope: string;
}

/** The views at the side, with live counts. */
export function ViewLinks() {
  const { t } = useTranslation("queue");
  const { data } = useQuery({
    queryKey: LIVE_KEYS.counts,
    queryFn: () => call<ViewCount[]>("view_counts"),
  });
  const asked = useSearch({ strict: false }) as Asked;
  const inQueue = useRouterState({ select: (s) => /^\/desk\/?$/.test(s.location.pathname) });
  const shown = inQueue ? (asked.view ?? (asked.q ? null : "mine")) : null;
  return (
    <>
      {data?.map((view) => {
        const name = view.key ?? view.id;
        const active = shown === name;
        return (
          <NavLink
            key={view.id}
            renderRoot={(props) => <Link to="/desk" search={{ view: name }} {...props} />}
            active={active}
            aria-current={active ? "page" : undefined}
            label={t(`views.${view.key}` as "views.mine", { defaultValue: view.name })}
            rightSection={
              view.count ? (
                <Badge size="sm" variant="light" color="gray" className="numbers">
                  {view.count}
                </Badge>
              ) : null
            }
          />
        );
      })}
    </>
  );
}
