/** The agents' frame: views and rooms at the side, search and notices on top. */
import { AppShell, Burger, Group, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Brand } from "@/app/shell/Brand";
import { DeskNav } from "@/app/shell/DeskNav";
import { KeysHelp } from "@/app/shell/KeysHelp";
import { OfflineBanner } from "@/app/shell/OfflineBanner";
import { SearchField } from "@/app/shell/SearchField";
import { UserMenu } from "@/app/shell/UserMenu";
import { Loading } from "@/components/Loading";
import { NotificationBell } from "@/features/notifications/NotificationBell";
import { useDeskLive } from "@/lib/live";

export function DeskShell() {
  const { t } = useTranslation();
  const [open, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.href });
  useDeskLive();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when a page was chosen
  useEffect(close, [path]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 228, breakpoint: "sm", collapsed: { mobile: !open } }}
      padding={0}
    >
      <a href="#main" className="skip-link">
        {t("nav.skip")}
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={open}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t("nav.menu")}
              aria-expanded={open}
            />
            <Link
              to="/desk"
              aria-label={`AutoCRM: ${t("nav.desk")}`}
              style={{ display: "flex", textDecoration: "none" }}
            >
              <Brand />
            </Link>
          </Group>
          <SearchField />
          <Group gap={4} wrap="nowrap">
            <NotificationBell />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar component="nav" aria-label={t("nav.label")}>
        <ScrollArea h="100%" type="hover">
          <DeskNav />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: "none" }}>
        <OfflineBanner />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      <KeysHelp />
    </AppShell>
  );
}
