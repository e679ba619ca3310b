import { Stack } from "@mantine/core";
import { Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { AddressSection } from "@/features/account/AddressSection";
import { CustomerProfile } from "@/features/account/CustomerProfile";
import { DataSection } from "@/features/account/DataSection";
import { MailWishes } from "@/features/account/MailWishes";
import { PasswordSection } from "@/features/account/PasswordSection";
import { SecondFactor } from "@/features/account/SecondFactor";
import { SessionsSection } from "@/features/account/SessionsSection";
import { useMe } from "@/lib/session";

/** A customer's account. Members have theirs at the desk. */
export function AccountPage() {
  const { t } = useTranslation("account");
  const me = useMe();
  if (me.kind === "member") return <Navigate to="/desk/profile" replace />;
  return (
    <Page title={t("title")} narrow>
      <Stack gap="md">
        <CustomerProfile />
        <MailWishes />
        <AddressSection />
        <PasswordSection />
        <SecondFactor />
        <SessionsSection />
        <DataSection />
      </Stack>
    </Page>
  );
}
