import { Badge, Button, Stack, Text } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { call } from "@/lib/api";
import { modals } from "@/lib/modals";
import { useMe } from "@/lib/session";
import { tell } from "@/lib/tell";
import { type Member, useChange, useMembers, useTeams } from "./data";
import { Invitations } from "./Invitations";
import { InviteForm } from "./InviteForm";
import { Line, Lines } from "./Lines";
import { MemberForm } from "./MemberForm";
import { Away } from "./MemberRoutingFields";
import { useRouting } from "./routing";

/** Who works here, and who was asked to. */
export function MembersPage() {
  const { t } = useTranslation("setup");
  const [inviting, setInviting] = useState(false);
  const [edited, setEdited] = useState<Member | null>(null);
  const { data, isPending, error, refetch } = useMembers();
  return (
    <Page
      title={t("members.title")}
      actions={
        <Button
          size="sm"
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={() => setInviting(true)}
        >
          {t("members.invite")}
        </Button>
      }
    >
      <Stack gap="xl">
        {isPending && <Loading />}
        <ProblemAlert error={error} retry={() => void refetch()} />
        <Invitations />
        {data && (
          <Lines title={t("members.list", { count: data.filter((one) => one.active).length })}>
            {data.map((member) => (
              <MemberLine key={member.id} member={member} edit={() => setEdited(member)} />
            ))}
          </Lines>
        )}
      </Stack>
      {inviting && <InviteForm close={() => setInviting(false)} />}
      {edited && <MemberForm member={edited} close={() => setEdited(null)} />}
    </Page>
  );
}

function MemberLine({ member, edit }: { member: Member; edit: () => void }) {
  const { t } = useTranslation("setup");
  const me = useMe();
  const teams = useTeams().data ?? [];
  const change = useChange(
    (active: boolean) => call("set_member_active", { p_member_id: member.id, p_active: active }),
    t(member.active ? "members.deactivated" : "members.activated", { name: member.name }),
  );
  const deactivate = () =>
    modals.openConfirmModal({
      title: t("members.deactivate_title", { name: member.name }),
      children: <Text size="sm">{t("members.deactivate_text")}</Text>,
      labels: { confirm: t("members.deactivate"), cancel: t("cancel", { ns: "common" }) },
      confirmProps: { color: "red" },
      onConfirm: () => change.mutate(false, { onError: tell.problem }),
    });
  return (
    <Line
      actions={
        <>
          <Button size="compact-sm" variant="default" onClick={edit}>
            {t("edit", { ns: "common" })}
          </Button>
          {member.id !== me.memberId && (
            <Button
              size="compact-sm"
              variant="default"
              loading={change.isPending}
              onClick={() =>
                member.active ? deactivate() : change.mutate(true, { onError: tell.problem })
              }
            >
              {t(member.active ? "members.deactivate" : "members.activate")}
            </Button>
          )}
        </>
      }
    >
      <Text size="sm" fw={600} component="div" className={member.active ? undefined : "muted"}>
        {member.name}{" "}
        {member.role === "admin" && (
          <Badge size="xs" variant="outline" tt="none" c="var(--mantine-color-text)">
            {t("role.admin")}
          </Badge>
        )}{" "}
        {!member.active && (
          <Badge size="xs" variant="outline" color="gray" tt="none" c="var(--mantine-color-text)">
            {t("members.inactive")}
          </Badge>
        )}
      </Text>
      <Text size="xs" className="muted">
        {member.email}
        {" · "}
        {member.teams.map((key) => teams.find((one) => one.key === key)?.name ?? key).join(", ") ||
          t("members.no_team")}
      </Text>
      {member.active && <Working member={member} />}
    </Line>
  );
}

/** Skills, open tickets of how many, and until when somebody is away. */
function Working({ member }: { member: Member }) {
  const { t } = useTranslation("setup");
  const routing = useRouting().data?.members.find((one) => one.id === member.id);
  if (!routing) return null;
  const { skills, load, capacity } = routing;
  return (
    <Text size="xs" className="muted" component="div">
      {t("routing.load", { load, capacity })}
      {skills.length > 0 && ` · ${skills.join(", ")}`}
      {!member.available && ` · ${t("routing.unavailable")}`}
      {routing.away && " · "}
      <Away member={routing} />
    </Text>
  );
}
