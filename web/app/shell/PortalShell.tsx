/** The customers' frame: one column, generous, the same on a phone. */
import { AppShell, Box, Button, Container, Group } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Brand } from "@/app/shell/Brand";
import { OfflineBanner } from "@/app/shell/OfflineBanner";
import { UserMenu } from "@/app/shell/UserMenu";
import { Loading } from "@/components/Loading";
import { usePortalLive } from "@/lib/live";
import { useSession } from "@/lib/session";

export function PortalShell() {
  const { t } = useTranslation();
  const { me } = useSession();
  usePortalLive();
  return (
    <AppShell header={{ height: 60 }} padding={0}>
      <a href="#main" className="skip-link">
        {t("nav.skip")}
      </a>
      <AppShell.Header>
        <Container size="md" h="100%">
          <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
            <Link
              to="/"
              aria-label={`AutoCRM: ${t("nav.home")}`}
              style={{ display: "flex", textDecoration: "none" }}
            >
              <Brand />
            </Link>
            <Group gap={4} wrap="nowrap" component="nav" aria-label={t("nav.label")}>
              <Button component={Link} to="/help" variant="subtle" size="compact-md" color="gray">
                {t("nav.help")}
              </Button>
              {me && (
                <Button
                  component={Link}
                  to="/requests"
                  variant="subtle"
                  size="compact-md"
                  color="gray"
                >
                  {t("nav.requests")}
                </Button>
              )}
              {me?.kind === "member" && (
                <Button component={Link} to="/desk" variant="subtle" size="compact-md" color="gray">
                  {t("nav.desk")}
                </Button>
              )}
              {me ? (
                <UserMenu />
              ) : (
                <Button component={Link} to="/sign-in" size="compact-md" variant="light">
                  {t("nav.sign_in")}
                </Button>
              )}
            </Group>
          </Group>
        </Container>
      </AppShell.Header>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: "none" }}>
        <OfflineBanner />
        <Container size="md" px={{ base: "sm", sm: "md" }} py={{ base: "md", sm: "xl" }}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </Container>
        <Box h={40} />
      </AppShell.Main>
    </AppShell>
  );
}
