/** The customers' frame: one column, generous, the same on a phone. */
import { Box, Button, Container, Group } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Brand } from "@/app/shell/Brand";
import { OfflineBanner } from "@/app/shell/OfflineBanner";
import { Loading } from "@/components/Loading";
import { usePortalLive } from "@/lib/live";
import { useSession } from "@/lib/session";
import styles from "./portal.module.css";

/** Only who is signed in has one: menus are much code. */
const UserMenu = lazy(async () => ({ default: (await import("./UserMenu")).UserMenu }));

export function PortalShell() {
  const { t } = useTranslation();
  const { me } = useSession();
  usePortalLive();
  return (
    <>
      <a href="#main" className="skip-link">
        {t("nav.skip")}
      </a>
      <header className={styles.head}>
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
                <Suspense fallback={<Box w={32} h={32} />}>
                  <UserMenu />
                </Suspense>
              ) : (
                <Button component={Link} to="/sign-in" size="compact-md" variant="light">
                  {t("nav.sign_in")}
                </Button>
              )}
            </Group>
          </Group>
        </Container>
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        <OfflineBanner />
        <Container size="md" px={{ base: "sm", sm: "md" }} py={{ base: "md", sm: "xl" }}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </Container>
        <Box h={40} />
      </main>
    </>
  );
}
