import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { call } from "@/lib/api";
import { asProblem, Problem } from "@/lib/problem";
import { tell } from "@/lib/tell";
import { type Act, type Opened, ticketIdOf } from "./data";

const KINDS = ["relates_to", "duplicate_of", "blocks", "caused_by"] as const;

interface Props {
  what: "merge" | "link";
  opened: Opened;
  act: Act;
  close: () => void;
}

/** Merge into, or link with, another ticket by its number. */
export function JoinDialog({ what, opened, act, close }: Props) {
  const { t } = useTranslation("ticket");
  const common = useTranslation("common").t;
  const [number, setNumber] = useState("");
  const [kind, setKind] = useState<string>("relates_to");
  const [confirm, setConfirm] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const other = await ticketIdOf(number.trim().replace(/^#/, ""));
      if (!other) throw new Problem(t("join.none", { number }), 404);
      if (what === "merge") {
        await call("merge_tickets", {
          p_source_id: opened.ticket.id,
          p_target_id: other,
          p_confirm: confirm,
        });
        tell.done(t("merge.done", { number: number.replace("#", "") }));
      } else {
        await call("link_tickets", {
          p_ticket_id: opened.ticket.id,
          p_other_id: other,
          p_kind: kind,
        });
      }
      close();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
      void act.anew();
    }
  };

  return (
    <Modal opened onClose={close} title={t(`${what}.title`)}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Text size="sm">{t(`${what}.explain`, { number: opened.ticket.number })}</Text>
          <ProblemAlert error={error} />
          {what === "link" && (
            <Select
              label={t("link.kind")}
              data={KINDS.map((value) => ({ value, label: t(`link.${value}.to`) }))}
              value={kind}
              onChange={(value) => setKind(value ?? "relates_to")}
              allowDeselect={false}
            />
          )}
          <TextInput
            label={t("join.number")}
            value={number}
            onChange={({ currentTarget }) => setNumber(currentTarget.value)}
            inputMode="numeric"
            required
            data-autofocus
          />
          {what === "merge" && asProblem(error).conflict && (
            <Checkbox
              label={t("merge.confirm")}
              checked={confirm}
              onChange={({ currentTarget }) => setConfirm(currentTarget.checked)}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {t(`${what}.do`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
