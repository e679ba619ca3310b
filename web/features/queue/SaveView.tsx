import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useMe } from "@/lib/session";
import { tell } from "@/lib/tell";
import { SORTS, useChoices, type View } from "./data";
import { type Scope, useSaveView, type ViewDraft } from "./views";

interface Props {
  draft: ViewDraft;
  close: () => void;
  saved: (view: View) => void;
}

/** Name a view, and say who sees it. */
export function SaveView({ draft, close, saved }: Props) {
  const { t } = useTranslation("queue");
  const common = useTranslation("common").t;
  const [given, setGiven] = useState(draft);
  const save = useSaveView();
  const set = (part: Partial<ViewDraft>) => setGiven((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(given, {
      onSuccess(view) {
        tell.done(t("view.saved", { name: view.name }));
        saved(view);
      },
    });
  };
  return (
    <Modal opened onClose={close} title={t(draft.id ? "view.edit_title" : "view.new_title")}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <ProblemAlert error={save.error} />
          <TextInput
            label={t("view.name")}
            value={given.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            required
            data-autofocus
          />
          {!given.base && (
            <TextInput
              label={t("view.query")}
              description={t("view.query_hint")}
              value={given.query}
              onChange={(event) => set({ query: event.currentTarget.value })}
            />
          )}
          <Who given={given} set={set} />
          <Select
            label={t("view.sort")}
            data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
            value={given.sort}
            onChange={(sort) => set({ sort })}
            allowDeselect={false}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {common("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface WhoProps {
  given: ViewDraft;
  set: (part: Partial<ViewDraft>) => void;
}

function Who({ given, set }: WhoProps) {
  const { t } = useTranslation("queue");
  const me = useMe();
  const { teams } = useChoices();
  const mine = teams.filter((one) => me.isAdmin || me.teamIds.includes(one.id));
  const scopes: Scope[] = [
    "own",
    ...(mine.length > 0 ? (["team"] as const) : []),
    ...(me.isAdmin ? (["all"] as const) : []),
  ];
  return (
    <>
      <Select
        label={t("view.scope")}
        data={scopes.map((value) => ({ value, label: t(`view.scope_${value}`) }))}
        value={given.scope}
        onChange={(scope) =>
          set({ scope: scope as Scope, team: given.team ?? mine[0]?.key ?? null })
        }
        allowDeselect={false}
      />
      {given.scope === "team" && (
        <Select
          label={t("view.team")}
          data={mine.map((one) => ({ value: one.key, label: one.name }))}
          value={given.team}
          onChange={(team) => set({ team })}
          allowDeselect={false}
        />
      )}
    </>
  );
}
