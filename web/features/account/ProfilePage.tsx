import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { AbsenceSection } from "@/features/account/AbsenceSection";
import { DataSection } from "@/features/account/DataSection";
import { MemberProfile } from "@/features/account/MemberProfile";
import { NotificationWays } from "@/features/account/NotificationWays";
import { PasswordSection } from "@/features/account/PasswordSection";
import { SecondFactor } from "@/features/account/SecondFactor";
import { SessionsSection } from "@/features/account/SessionsSection";

/** A member's own settings, at the desk. */
export function ProfilePage() {
  const { t } = useTranslation("account");
  return (
    <Page title={t("profile_title")} narrow>
      <Stack gap="md">
        <MemberProfile />
        <NotificationWays />
        <AbsenceSection />
        <PasswordSection />
        <SecondFactor />
        <SessionsSection />
        <DataSection />
      </Stack>
    </Page>
  );
}
