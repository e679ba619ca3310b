import { Badge, NavLink, Stack, Text } from "@mantine/core";
import {
  IconBook2,
  IconBulb,
  IconCategory,
  IconChartBar,
  IconChecklist,
  IconInbox,
  IconSettingsAutomation,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ViewLinks } from "@/features/queue/ViewLinks";
import { useWaiting } from "@/features/review/waiting";
import { useMe } from "@/lib/session";

const SETUP = [
  { to: "/desk/setup/members", icon: IconUsers, label: "nav.members" },
  { to: "/desk/setup/teams", icon: IconUsersGroup, label: "nav.teams" },
  { to: "/desk/setup/categories", icon: IconCategory, label: "nav.categories" },
  { to: "/desk/setup/articles", icon: IconBook2, label: "nav.articles" },
  { to: "/desk/setup/suggestions", icon: IconBulb, label: "nav.suggestions" },
  { to: "/desk/setup/jobs", icon: IconSettingsAutomation, label: "nav.jobs" },
] as const;

export function DeskNav() {
  const { t } = useTranslation();
  const me = useMe();
  const waiting = useWaiting();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const at = (to: string) => ({
    active: path.startsWith(to),
    "aria-current": path.startsWith(to) ? ("page" as const) : undefined,
  });
  return (
    <Stack gap={0} p={6}>
      <Heading icon={<IconInbox size={14} aria-hidden />}>{t("nav.tickets")}</Heading>
      <ViewLinks />
      <Heading>{t("nav.work")}</Heading>
      <NavLink
        component={Link}
        to="/desk/review"
        {...at("/desk/review")}
        label={t("nav.review")}
        leftSection={<IconChecklist size={17} aria-hidden />}
        rightSection={
          waiting ? (
            <Badge size="sm" variant="light" className="numbers">
              {waiting}
            </Badge>
          ) : null
        }
      />
      <NavLink
        component={Link}
        to="/desk/numbers"
        {...at("/desk/numbers")}
        label={t("nav.numbers")}
        leftSection={<IconChartBar size={17} aria-hidden />}
      />
      {me.isAdmin && (
        <>
          <Heading>{t("nav.setup")}</Heading>
          {SETUP.map(({ to, icon: Icon, label }) => (
            <NavLink
              key={to}
              component={Link}
              to={to}
              {...at(to)}
              label={t(label)}
              leftSection={<Icon size={17} aria-hidden />}
            />
          ))}
        </>
      )}
    </Stack>
  );
}

function Heading({ children, icon }: { children: string; icon?: React.ReactNode }) {
  return (
    <Text size="xs" fw={600} className="muted" px="sm" pt="md" pb={4} component="h2">
      {icon} {children}
    </Text>
  );
}
