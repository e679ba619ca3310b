/** Where links in Auth's mails lead. The client takes the code by itself before this is shown. */
import { Anchor, Button } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { AuthCard } from "@/features/auth/AuthCard";
import { homeOf, useGoOn } from "@/features/auth/next";
import { SecondStep } from "@/features/auth/SecondStep";
import { useSession } from "@/lib/session";

interface Search {
  code?: string;
  message?: string;
  error_description?: string;
}

export function CallbackPage() {
  const { t } = useTranslation("auth");
  const { me, factor, loading } = useSession();
  const said = useSaid();
  const failed = Boolean(said.error_description);
  const half = Boolean(said.message);
  const through = Boolean(me) && !failed && !half;
  const next = useGoOn(through);

  if (loading || through) return <Loading page />;
  if (factor && !failed) return <SecondStep factor={factor} />;
  if (half) {
    return (
      <AuthCard title={t("callback.one_title")} text={t("callback.one_of_two")}>
        <Button component={Link} to={me ? homeOf(me) : "/sign-in"} fullWidth>
          {me ? t("callback.go_on") : t("callback.sign_in")}
        </Button>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={t("callback.failed_title")}
      text={failed ? t("callback.expired") : t("callback.elsewhere")}
      footer={
        me && (
          <Anchor component={Link} to={homeOf(me)} size="sm">
            {t("callback.go_on")}
          </Anchor>
        )
      }
    >
      <Button
        component={Link}
        to={next === "/new-password" ? "/forgot" : "/sign-in"}
        search={(next && next !== "/new-password" ? { next } : {}) as never}
        fullWidth
      >
        {next === "/new-password" ? t("new_password.ask") : t("callback.sign_in")}
      </Button>
    </AuthCard>
  );
}

/** Auth says what it has to say in the query or, for links of the implicit flow, behind the #. */
function useSaid(): Search {
  const search = useSearch({ strict: false }) as Search;
  const hash = new URLSearchParams(window.location.hash.slice(1));
  return {
    ...search,
    message: search.message ?? hash.get("message") ?? undefined,
    error_description: search.error_description ?? hash.get("error_description") ?? undefined,
  };
}
