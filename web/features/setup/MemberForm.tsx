import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { useMe } from "@/lib/session";
import { type Member, useChange, useTeams } from "./data";
import { FormModal } from "./FormModal";
import { RoleChoice } from "./InviteForm";
import { TeamChoice } from "./TeamChoice";

/** Name, role and teams of a member; only what was changed is sent. */
export function MemberForm({ member, close }: { member: Member; close: () => void }) {
  const { t } = useTranslation("setup");
  const me = useMe();
  const teams = useTeams().data ?? [];
  const [name, setName] = useState(member.name);
  const [role, setRole] = useState(member.role);
  const [chosen, setChosen] = useState(member.teams);
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
      ready={name.trim().length > 0}
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
    </FormModal>
  );
}
