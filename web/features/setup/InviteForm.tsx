import { SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { LANGUAGES } from "@/lib/i18n";
import { useChange } from "./data";
import { FormModal } from "./FormModal";
import { TeamChoice } from "./TeamChoice";

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function InviteForm({ close }: { close: () => void }) {
  const { t, i18n } = useTranslation("setup");
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState("agent");
  const [chosen, setChosen] = useState<string[]>([]);
  const [locale, setLocale] = useState<string>(i18n.language.slice(0, 2));
  const invite = useChange(
    () =>
      call("invite_member", {
        p_email: email.trim(),
        p_role: role,
        p_teams: chosen,
        p_name: name.trim(),
        p_locale: locale,
      }),
    t("invite.done", { email: email.trim() }),
  );
  return (
    <FormModal
      title={t("invite.title")}
      verb={t("invite.send")}
      close={close}
      submit={() => invite.mutate(undefined, { onSuccess: close })}
      busy={invite.isPending}
      error={invite.error}
      ready={ADDRESS.test(email.trim())}
    >
      <TextInput
        label={t("invite.email")}
        type="email"
        required
        data-autofocus
        autoComplete="off"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label={t("invite.name")}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RoleChoice role={role} setRole={setRole} />
      <TeamChoice chosen={chosen} setChosen={setChosen} />
      <Select
        label={t("invite.locale")}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        value={locale}
        allowDeselect={false}
        onChange={(value) => value && setLocale(value)}
      />
    </FormModal>
  );
}

interface RoleProps {
  role: string;
  setRole: (role: string) => void;
}

export function RoleChoice({ role, setRole }: RoleProps) {
  const { t } = useTranslation("setup");
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t("invite.role")}
      </Text>
      <SegmentedControl
        fullWidth
        aria-label={t("invite.role")}
        value={role}
        onChange={setRole}
        data={["agent", "admin"].map((value) => ({
          value,
          label: t(`role.${value}` as "role.agent"),
        }))}
      />
      <Text size="xs" className="muted" mt={4}>
        {t(`role.${role}_may` as "role.agent_may")}
      </Text>
    </div>
  );
}
