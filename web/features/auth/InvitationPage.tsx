/** The link in an invitation: sign up or sign in, then become a member. */
import { Anchor, Button, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AuthCard } from "@/features/auth/AuthCard";
import { JoinKnown, JoinNew } from "@/features/auth/JoinForms";
import { SecondStep } from "@/features/auth/SecondStep";
import { call } from "@/lib/api";
import { ME, type Me, useSession } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

export function InvitationPage() {
  const { t } = useTranslation("auth");
  const search = useSearch({ strict: false }) as { token?: string };
  const [token, setToken] = useState(search.token ?? "");
  const { me, session, factor } = useSession();
  const accept = useAccept(token);
  const code = !search.token && (
    <TextInput
      label={t("invitation.token")}
      description={<span className="muted">{t("invitation.proved")}</span>}
      value={token}
      onChange={(event) => setToken(event.currentTarget.value.trim())}
    />
  );

  if (factor) return <SecondStep factor={factor} />;
  if (me?.kind === "member" && !accept.isPending) {
    return (
      <AuthCard title={t("invitation.title")} text={t("invitation.member")}>
        <Button component={Link} to="/desk" fullWidth>
          {t("invitation.to_desk")}
        </Button>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={t("invitation.title")} text={t("invitation.text")}>
      <Stack>
        {code}
        {me || session ? (
          <Accept me={me} accept={accept.mutate} waits={accept.isPending} />
        ) : (
          <Join token={token} accept={accept.mutateAsync} />
        )}
        <ProblemAlert error={accept.error} />
      </Stack>
    </AuthCard>
  );
}

/** Accepts as whoever is signed in by then; `name`: what they want to be called. */
function useAccept(token: string) {
  const { t } = useTranslation("auth");
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (name: string | undefined) => {
      await call("accept_invitation", { p_token: token || null });
      if (name) await call("set_profile", { p_name: name });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ME });
      tell.done(t("invitation.welcome"));
      void navigate({ to: "/desk" });
    },
  });
}

interface AcceptProps {
  me: Me | null;
  accept: (name: string | undefined) => void;
  waits: boolean;
}

function Accept({ me, accept, waits }: AcceptProps) {
  const { t } = useTranslation("auth");
  // Who signed up for this invitation has said a name; the invitation itself need not have one.
  const name = me?.name && me.name !== me.email ? me.name : undefined;
  return (
    <>
      <Text size="sm">
        <Trans
          t={t}
          i18nKey="invitation.as"
          values={{ email: me?.email ?? "" }}
          components={{ b: <b /> }}
        />
      </Text>
      <Button onClick={() => accept(name)} loading={waits || !me}>
        {t("invitation.accept")}
      </Button>
      <Anchor
        component="button"
        type="button"
        size="sm"
        onClick={() => void supabase().auth.signOut({ scope: "local" })}
      >
        {t("invitation.other")}
      </Anchor>
    </>
  );
}

interface JoinProps {
  token: string;
  accept: (name: string | undefined) => Promise<unknown>;
}

function Join({ token, accept }: JoinProps) {
  const { t } = useTranslation("auth");
  const [way, setWay] = useState("new");
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t("invitation.title")}
        value={way}
        onChange={setWay}
        data={[
          { value: "new", label: t("invitation.new") },
          { value: "known", label: t("invitation.known") },
        ]}
      />
      {way === "new" ? <JoinNew token={token} accept={accept} /> : <JoinKnown accept={accept} />}
    </>
  );
}
