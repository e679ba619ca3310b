/** What people said to the last draft: how they changed it, or why they rejected it. */
import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";
import { useFigures } from "./figures";
import { Part } from "./Part";

/** Kept, added, taken out, in the order of the text. */
type Difference = ["=" | "+" | "-", string][];

export function Feedback({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation("review");
  const { percent } = useFigures();
  const { data } = useQuery({
    queryKey: [...LIVE_KEYS.ticket(ticketId), "feedback"],
    queryFn: () =>
      rows(
        supabase()
          .from("feedback")
          .select("id, kind, difference, kept, comment, created_at")
          .eq("ticket_id", ticketId)
          .order("created_at", { ascending: false })
          .limit(1),
      ),
  });
  const last = data?.[0];
  if (!last || last.kind === "approve") return null;
  const edited = last.kind === "edit";
  return (
    <Part title={t(edited ? "feedback.edited" : "feedback.rejected")}>
      <Text size="xs" className="muted">
        <Ago at={last.created_at} size="xs" />
        {edited && last.kept !== null && ` · ${t("feedback.kept", { share: percent(last.kept) })}`}
      </Text>
      {edited ? (
        <Changes difference={last.difference as unknown as Difference} />
      ) : (
        <Text size="sm">{last.comment || t("feedback.no_reason")}</Text>
      )}
    </Part>
  );
}

function Changes({ difference }: { difference: Difference }) {
  return (
    <Box fz="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {difference.map(([kind, text], index) => {
        const key = `${index}${kind}`;
        if (kind === "=") return <span key={key}>{text}</span>;
        const Tag = kind === "+" ? "ins" : "del";
        const colour = kind === "+" ? "teal" : "red";
        return (
          <Tag
            key={key}
            style={{
              background: `var(--mantine-color-${colour}-light)`,
              textDecoration: kind === "+" ? "none" : "line-through",
            }}
          >
            {text}
          </Tag>
        );
      })}
    </Box>
  );
}
