/** The queue: a view or a search, and what can be done with the tickets in it. */
import { Box, Group, Select, Text, Title } from "@mantine/core";
import { IconArrowsSort } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { useTitle } from "@/components/Page";
import { useTeamPresence } from "@/lib/live";
import { BulkBar, type BulkMenu } from "./BulkBar";
import { useBulk } from "./bulk";
import { type Asked, isRanked, SORTS, useDrafted, useTickets, useUnread, type View } from "./data";
import { FilterMenu, Terms } from "./Filters";
import { useFollowing } from "./follow";
import { Nothing } from "./Nothing";
import { Online } from "./Online";
import { QueryProblem } from "./Problem";
import styles from "./queue.module.css";
import { Results } from "./Results";
import { useSelection } from "./selection";
import { TicketList } from "./TicketList";
import { useQueueKeys } from "./useQueueKeys";
import { ViewMenu } from "./ViewMenu";

export function QueuePage() {
  const asked = useSearch({ strict: false }) as Asked;
  const navigate = useNavigate();
  const people = useTeamPresence();
  const found = useTickets(asked);
  const { tickets, view } = found;
  const scope = JSON.stringify(asked);
  const ids = useMemo(() => tickets.map((one) => one.id), [tickets]);
  const unread = useUnread();
  const drafted = useDrafted(found.pages);
  useFollowing(asked);
  const selection = useSelection(ids, scope);
  const bulk = useBulk(selection, tickets);
  const [menu, setMenu] = useState<BulkMenu | null>(null);
  const grid = useRef<HTMLDivElement>(null);

  const go = useCallback((to: Asked) => void navigate({ to: "/desk", search: to }), [navigate]);
  const search = (q: string) => go({ ...asked, q: q || undefined });
  const open = useCallback(
    (number: number) =>
      void navigate({ to: "/desk/tickets/$number", params: { number: String(number) } }),
    [navigate],
  );
  const { fetchNextPage, isFetchingNextPage, hasNextPage } = found;
  const readMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  useQueueKeys({ selection, grid, setMenu, active: tickets.length > 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: results belong to the list they came from
  useEffect(() => bulk.reset(), [scope]);

  return (
    <Box className={styles.page}>
      <Head
        asked={asked}
        view={view}
        count={tickets.length}
        more={hasNextPage}
        go={go}
        online={<Online people={people} />}
      />
      <Terms query={asked.q ?? ""} change={search} />
      {selection.chosen.size > 0 && (
        <BulkBar
          count={selection.chosen.size}
          busy={bulk.isPending}
          open={menu}
          setOpen={(next) => {
            setMenu(next);
            if (!next) grid.current?.focus();
          }}
          change={bulk.mutate}
          clear={selection.clear}
          people={people}
        />
      )}
      {bulk.data && <Results results={bulk.data} tickets={tickets} close={bulk.reset} />}
      {found.error && tickets.length === 0 ? (
        <Box p="md">
          <QueryProblem
            error={found.error}
            query={asked.q ?? ""}
            retry={() => void found.refetch()}
            search={search}
          />
        </Box>
      ) : found.isPending ? (
        <Loading />
      ) : tickets.length === 0 ? (
        <Nothing asked={asked} />
      ) : (
        <TicketList
          tickets={tickets}
          scope={scope}
          selection={selection}
          unread={unread}
          drafted={drafted}
          people={people}
          more={hasNextPage}
          readMore={readMore}
          open={open}
          grid={grid}
        />
      )}
    </Box>
  );
}

interface HeadProps {
  asked: Asked;
  view: View | null;
  count: number;
  more: boolean;
  go: (to: Asked) => void;
  online: React.ReactNode;
}

function Head({ asked, view, count, more, go, online }: HeadProps) {
  const { t } = useTranslation("queue");
  const title = useViewName(asked, view);
  useTitle(title);
  const ranked = Boolean(asked.q) && !asked.view;
  const sorts = [...(ranked ? (["relevance"] as const) : []), ...SORTS];
  const sort = isRanked(asked) ? "relevance" : (asked.sort ?? view?.sort ?? "newest");
  return (
    <header className={styles.head}>
      <Group gap={10} align="baseline" wrap="nowrap" style={{ minWidth: 0 }}>
        <Title order={1} size="h4" lineClamp={1}>
          {title}
        </Title>
        <Text size="sm" className="muted numbers" style={{ whiteSpace: "nowrap" }} role="status">
          {count > 0 && (more ? t("loaded_more", { count }) : t("loaded", { count }))}
        </Text>
      </Group>
      <Group gap={8} ms="auto">
        {online}
        <FilterMenu
          query={asked.q ?? ""}
          change={(q) =>
            go({ ...asked, view: asked.view ?? (asked.q ? undefined : "mine"), q: q || undefined })
          }
        />
        <Select
          size="xs"
          w={184}
          aria-label={t("sort.label")}
          leftSection={<IconArrowsSort size={14} aria-hidden />}
          data={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
          value={sort}
          onChange={(value) => go({ ...asked, sort: value ?? undefined })}
          allowDeselect={false}
          comboboxProps={{ shadow: "md" }}
        />
        <ViewMenu asked={asked} view={view} go={(to) => go({ view: to })} />
      </Group>
    </header>
  );
}

function useViewName(asked: Asked, view: View | null): string {
  const { t } = useTranslation("queue");
  if (view) return t(`views.${view.key}` as "views.mine", { defaultValue: view.name });
  if (asked.q && !asked.view) return t("found");
  return asked.view || asked.q ? "" : t("views.mine");
}
