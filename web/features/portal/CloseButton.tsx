import { Button, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { modals } from "@/lib/modals";
import { tell } from "@/lib/tell";
import { type Request, useTerms } from "./data";

/** The customer says that it is settled; asked once more, because we stop working then. */
export function CloseButton({ request }: { request: Request }) {
  const { t } = useTranslation("portal");
  const { data: terms } = useTerms();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const close = async () => {
    setBusy(true);
    try {
      await call("close_request", { p_ticket_id: request.id });
      await queries.invalidateQueries({ queryKey: LIVE_KEYS.request(String(request.number)) });
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.requests });
      tell.done(t("request.closed"));
    } catch (error) {
      tell.problem(error);
    } finally {
      setBusy(false);
    }
  };
  const ask = () =>
    modals.openConfirmModal({
      title: t("request.close_title"),
      children: (
        <Text size="sm">{t("request.close_text", { days: terms?.reopen_days ?? 14 })}</Text>
      ),
      labels: { confirm: t("request.close_yes"), cancel: t("cancel", { ns: "common" }) },
      onConfirm: () => void close(),
    });
  return (
    <Button
      variant="default"
      loading={busy}
      onClick={ask}
      leftSection={<IconCheck size={17} aria-hidden />}
    >
      {t("request.close")}
    </Button>
  );
}
