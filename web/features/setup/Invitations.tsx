import { Badge, Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { call } from "@/lib/api";
import { tell } from "@/lib/tell";
import { useTimes } from "@/lib/time";
import { type Invitation, useChange, useInvitations } from "./data";
import { Line, Lines } from "./Lines";

/** Invitations on their way. None: nothing is shown, since the members are the matter here. */
export function Invitations() {
  const { t } = useTranslation("setup");
  const { data, error, refetch } = useInvitations();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (!data?.length) return null;
  return (
    <Lines title={t("invitations.list", { count: data.length })}>
      {data.map((one) => (
        <InvitationLine key={one.id} invitation={one} />
      ))}
    </Lines>
  );
}

function InvitationLine({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("setup");
  const times = useTimes();
  const { id, email } = invitation;
  const over = new Date(invitation.expires_at).getTime() < Date.now();
  const resend = useChange(
    () => call("resend_invitation", { p_invitation_id: id }),
    t("invitations.resent", { email }),
  );
  const withdraw = useChange(
    () => call("revoke_invitation", { p_invitation_id: id }),
    t("invitations.withdrawn", { email }),
  );
  return (
    <Line
      actions={
        <>
          <Button
            size="compact-sm"
            variant="default"
            loading={resend.isPending}
            aria-label={t("invitations.resend_to", { email })}
            onClick={() => resend.mutate(undefined, { onError: tell.problem })}
          >
            {t("invitations.resend")}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={withdraw.isPending}
            aria-label={t("invitations.withdraw_of", { email })}
            onClick={() => withdraw.mutate(undefined, { onError: tell.problem })}
          >
            {t("invitations.withdraw")}
          </Button>
        </>
      }
    >
      <Text size="sm" fw={600} component="div">
        {invitation.name || email}{" "}
        <Badge size="xs" variant="outline" tt="none" c="var(--mantine-color-text)">
          {t(`role.${invitation.role}` as "role.agent", { defaultValue: invitation.role })}
        </Badge>
      </Text>
      <Text size="xs" className="muted">
        {invitation.name ? `${email} · ` : ""}
        {t(over ? "invitations.ended" : "invitations.ends", {
          at: times.full(invitation.expires_at),
        })}
        {invitation.sends > 1 && ` · ${t("invitations.sends", { count: invitation.sends })}`}
      </Text>
    </Line>
  );
}
