import { Checkbox, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { useChange, useTeams } from "./data";
import { FormModal } from "./FormModal";
import { keyOf } from "./keyOf";

export interface Team {
  id: string;
  key: string;
  name: string;
  is_default: boolean;
}

export function TeamForm({ team, close }: { team?: Team; close: () => void }) {
  const { t } = useTranslation("setup");
  const [name, setName] = useState(team?.name ?? "");
  const [isDefault, setDefault] = useState(team?.is_default ?? false);
  const key = team?.key ?? keyOf(name);
  const teams = useTeams().data ?? [];
  const taken = !team && teams.some((one) => one.key === key);
  const save = useChange(
    () => call("set_team", { p_key: key, p_name: name.trim(), p_default: isDefault }),
    t("teams.saved", { name: name.trim() }),
  );
  return (
    <FormModal
      title={team ? t("teams.edit_title", { name: team.name }) : t("teams.new")}
      close={close}
      submit={() => save.mutate(undefined, { onSuccess: close })}
      busy={save.isPending}
      error={save.error}
      ready={/^[a-z]/.test(key) && name.trim() !== "" && !taken}
    >
      <TextInput
        label={t("teams.name")}
        description={!team && key && <span className="muted">{t("teams.key", { key })}</span>}
        error={taken ? t("teams.taken") : undefined}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        label={t("teams.make_default")}
        description={<span className="muted">{t("teams.default_means")}</span>}
        checked={isDefault}
        disabled={team?.is_default}
        onChange={(event) => setDefault(event.currentTarget.checked)}
      />
    </FormModal>
  );
}

/** A team's tickets and categories go to another one with it. */
export function RemoveTeam({ team, close }: { team: Team; close: () => void }) {
  const { t } = useTranslation("setup");
  const others = (useTeams().data ?? []).filter((one) => one.key !== team.key);
  const [into, setInto] = useState(others.find((one) => one.is_default)?.key ?? null);
  const remove = useChange(
    () => call("remove_team", { p_team: team.key, p_into: into }),
    t("teams.removed", { name: team.name }),
  );
  return (
    <FormModal
      title={t("teams.remove_title", { name: team.name })}
      verb={t("teams.remove")}
      color="red"
      close={close}
      submit={() => remove.mutate(undefined, { onSuccess: close })}
      busy={remove.isPending}
      error={remove.error}
      ready={into !== null}
    >
      <Text size="sm">{t("teams.remove_text")}</Text>
      <Select
        label={t("teams.into")}
        data={others.map((one) => ({ value: one.key, label: one.name }))}
        value={into}
        allowDeselect={false}
        onChange={setInto}
      />
    </FormModal>
  );
}
