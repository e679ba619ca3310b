import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { useMe } from "@/lib/session";
import { type Member, useChange, useTeams } from "./data";
import { FormModal } from "./FormModal";
import { RoleChoice } from "./InviteForm";
import { MemberRoutingFields, type Work } from "./MemberRoutingFields";
import { isSkill, type MemberRouting, useRouting } from "./routing";
import { TeamChoice } from "./TeamChoice";

/** Name, role, teams and work of a member; only what was changed is sent. */
export function MemberForm({ member, close }: { member: Member; close: () => void }) {
  const { t } = useTranslation("setup");
  const me = useMe();
  const teams = useTeams().data ?? [];
  const [name, setName] = useState(member.name);
  const [role, setRole] = useState(member.role);
  const [chosen, setChosen] = useState(member.teams);
  const routing = useRouting().data?.members.find((one) => one.id === member.id);
  const [changed, setChanged] = useState<Partial<Work>>({});
  const save = useChange(
    async () => {
      if (member.user_id && (role !== member.role || name.trim() !== member.name)) {
        await call("set_member", {
          p_user_id: member.user_id,
          p_name: name.trim(),
          p_email: member.email,
          p_role: role,
          p_active: member.active,
        });
      }
      for (const { key } of teams) {
        const belongs = chosen.includes(key);
        if (belongs === member.teams.includes(key)) continue;
        await call("set_team_member", {
          p_team: key,
          p_member_id: member.id,
          p_belongs: belongs,
        });
      }
      if (routing) await setRouting(member, routing, changed);
    },
    t("members.saved", { name: name.trim() }),
  );
  return (
    <FormModal
      title={t("members.edit_title", { name: member.name })}
      close={close}
      submit={() => save.mutate(undefined, { onSuccess: close })}
      busy={save.isPending}
      error={save.error}
      ready={name.trim().length > 0 && (changed.skills ?? []).every(isSkill)}
    >
      {member.user_id && (
        <TextInput
          label={t("invite.name")}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {/* who takes the role from themselves could not give it back */}
      {member.user_id && member.id !== me.memberId && <RoleChoice role={role} setRole={setRole} />}
      <TeamChoice chosen={chosen} setChosen={setChosen} />
      {routing && (
        <MemberRoutingFields
          member={routing}
          work={{ ...routing, ...changed }}
          change={(part) => setChanged({ ...changed, ...part })}
        />
      )}
    </FormModal>
  );
}

/** What is not given stays; the empty calendar means: always. */
async function setRouting(member: Member, before: MemberRouting, changed: Partial<Work>) {
  const differs = (part: keyof Work) =>
    part in changed && JSON.stringify(changed[part]) !== JSON.stringify(before[part]);
  const given = {
    ...(differs("skills") && { p_skills: changed.skills }),
    ...(differs("capacity") && { p_capacity: changed.capacity }),
    ...(differs("calendar") && { p_calendar: changed.calendar ?? "" }),
  };
  if (Object.keys(given).length === 0) return;
  await call("set_member_routing", { p_member: member.id, ...given });
}
