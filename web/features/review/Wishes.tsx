import { Alert } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTimes } from "@/lib/time";
import type { Draft } from "./data";

/** What else happens when the draft is sent, so that nobody does it unknowingly. */
export function Wishes({ draft }: { draft: Draft }) {
  const { t } = useTranslation("review");
  const times = useTimes();
  const call = draft.draft_wishes?.find(
    (one) => one.tool === "book_call" && one.arguments.step === "book",
  );
  if (!call?.arguments.starts_at) return null;
  return (
    <Alert variant="light" icon={<IconPhone size={18} aria-hidden />} p="xs">
      {t("draft.books_call", { time: times.full(call.arguments.starts_at) })}
    </Alert>
  );
}
