import { Checkbox, Select, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { useChange, useTeams } from "./data";
import { FormModal } from "./FormModal";
import { isKey, KeyField } from "./KeyField";
import { keyOf } from "./keyOf";
import { STRATEGIES, type TeamRouting, useRouting } from "./routing";

export interface Team {
  id: string;
  key: string;
  name: string;
  is_default: boolean;
  signature: string;
}

/** A team's name, how it shares out its tickets, and what its answers end with. */
export function TeamForm({ team, close }: { team?: Team; close: () => void }) {
  const { t } = useTranslation("setup");
  const [name, setName] = useState(team?.name ?? "");
  const [isDefault, setDefault] = useState(team?.is_default ?? false);
  const [signature, setSignature] = useState(team?.signature ?? "");
  const [written, setWritten] = useState("");
  const [changed, setChanged] = useState<Partial<TeamRouting>>({});
  const routing = useRouting().data?.teams.find((one) => one.key === team?.key);
  const key = team?.key ?? (written || keyOf(name));
  const teams = useTeams().data ?? [];
  const taken = !team && teams.some((one) => one.key === key);
  const save = useChange(
    async () => {
      await call("set_team", { p_key: key, p_name: name.trim(), p_default: isDefault });
      await setRouting(key, routing, changed);
      if (signature.trim() !== (team?.signature ?? "")) {
        await call("set_team_signature", { p_team: key, p_signature: signature.trim() });
      }
    },
    t("teams.saved", { name: name.trim() }),
  );
  return (
    <FormModal
      title={team ? t("teams.edit_title", { name: team.name }) : t("teams.new")}
      close={close}
      submit={() => save.mutate(undefined, { onSuccess: close })}
      busy={save.isPending}
      error={save.error}
      ready={isKey(key) && name.trim() !== "" && !taken}
    >
      <TextInput
        label={t("teams.name")}
        required
        data-autofocus
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {!team && (
        <KeyField
          suggested={keyOf(name)}
          value={written}
          change={setWritten}
          taken={taken}
          named={name.trim() !== ""}
        />
      )}
      <RoutingFields
        others={teams.filter((one) => one.key !== key)}
        strategy={changed.strategy ?? routing?.strategy ?? "manual"}
        fallback={changed.fallback === undefined ? (routing?.fallback ?? null) : changed.fallback}
        change={(part) => setChanged({ ...changed, ...part })}
      />
      <Textarea
        label={t("teams.signature")}
        description={<span className="muted">{t("teams.signature_help")}</span>}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={5000}
        value={signature}
        onChange={(event) => setSignature(event.currentTarget.value)}
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

/** Only what was changed is sent; no team as the fallback is an empty one. */
async function setRouting(
  key: string,
  before: TeamRouting | undefined,
  { strategy, fallback }: Partial<TeamRouting>,
) {
  const given = {
    ...(strategy && strategy !== (before?.strategy ?? "manual") && { p_strategy: strategy }),
    ...(fallback !== undefined &&
      fallback !== (before?.fallback ?? null) && { p_fallback: fallback ?? "" }),
  };
  if (Object.keys(given).length > 0) await call("set_team_routing", { p_team: key, ...given });
}

interface RoutingProps {
  others: { key: string; name: string }[];
  strategy: string;
  fallback: string | null;
  change: (part: Partial<TeamRouting>) => void;
}

function RoutingFields({ others, strategy, fallback, change }: RoutingProps) {
  const { t } = useTranslation("setup");
  return (
    <>
      <Select
        label={t("teams.strategy")}
        description={
          <span className="muted">
            {t(`strategy_means.${strategy}` as "strategy_means.manual")}
          </span>
        }
        allowDeselect={false}
        data={STRATEGIES.map((value) => ({ value, label: t(`strategy.${value}`) }))}
        value={strategy}
        onChange={(value) => value && change({ strategy: value })}
      />
      <Select
        label={t("teams.fallback")}
        placeholder={t("teams.no_fallback")}
        clearable
        data={others.map((one) => ({ value: one.key, label: one.name }))}
        value={fallback}
        onChange={(value) => change({ fallback: value })}
      />
    </>
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
