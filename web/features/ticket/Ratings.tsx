import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { rows } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { supabase } from "@/lib/supabase";

/** How content the customer was, each time the ticket was solved. Nothing where nobody has said. */
export function Ratings({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation("ticket");
  const { data } = useQuery({
    // Below the ticket's key: a rating is told on the ticket's channel as any other change.
    queryKey: [...LIVE_KEYS.ticket(ticketId), "ratings"],
    queryFn: () =>
      rows(
        supabase()
          .from("csat_ratings")
          .select("spell, score, changed_at, csat_comments(comment)")
          .eq("ticket_id", ticketId)
          .order("spell", { ascending: false }),
      ),
  });
  if (!data?.length) return null;
  return (
    <Stack gap={6} component="section" aria-label={t("rating.title")}>
      <Text size="xs" fw={600} component="h2" m={0}>
        {t("rating.title")}
      </Text>
      {data.map((one) => (
        <Stack gap={2} key={one.spell}>
          <Text size="sm">
            {t("rating.score", { score: one.score })}{" "}
            <Ago at={one.changed_at} size="xs" className="muted" />
          </Text>
          {commentOf(one.csat_comments) && (
            <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>
              {commentOf(one.csat_comments)}
            </Text>
          )}
        </Stack>
      ))}
    </Stack>
  );
}

/** PostgREST gives the one comment of a rating as an object, or as a list of at most one. */
function commentOf(given: { comment: string } | { comment: string }[] | null): string {
  return [given].flat()[0]?.comment ?? "";
}
