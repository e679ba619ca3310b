import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { tell } from "@/lib/tell";
import { useTimes } from "@/lib/time";
import { type Request, useTerms } from "./data";
import { RatingForm } from "./RatingForm";
import { useRating } from "./thread";

/** How content its customer is with a request that is solved; can be changed for a while. */
export function RequestRating({ request }: { request: Request }) {
  const { t } = useTranslation("portal");
  const number = String(request.number);
  const rated = useRating(number, request.id);
  const { data: terms } = useTerms();
  const [changing, setChanging] = useState(false);
  const queries = useQueryClient();
  const times = useTimes();
  if (rated.data === undefined || !terms) return null;
  const send = async (score: number, comment: string) => {
    try {
      const said = await call<{ reopened: boolean }, "rate_ticket">("rate_ticket", {
        p_ticket_id: request.id,
        p_score: score,
        p_comment: comment,
      });
      await queries.invalidateQueries({ queryKey: LIVE_KEYS.request(number) });
      setChanging(false);
      tell.done(said.reopened ? t("rating.sorry") : t("rating.thanks"));
    } catch (error) {
      tell.problem(error);
    }
  };
  const until = rated.data
    ? new Date(Date.parse(rated.data.created_at) + terms.rating_change_hours * 3_600_000)
    : null;
  const open = !until || until.getTime() > Date.now();
  return (
    <Paper withBorder radius="lg" p="md" component="section" aria-labelledby="rating">
      <Stack gap="sm">
        <Title order={2} size="h4" id="rating">
          {rated.data && !changing ? t("rating.thanks") : t("rating.title")}
        </Title>
        {rated.data && !changing ? (
          <Group justify="space-between">
            <Text size="sm">
              {t("rating.yours", { score: rated.data.score })}{" "}
              {open && until
                ? t("rating.until", { time: times.full(until.toISOString()) })
                : t("rating.stands")}
            </Text>
            {open && (
              <Button variant="light" size="compact-md" onClick={() => setChanging(true)}>
                {t("rating.change")}
              </Button>
            )}
          </Group>
        ) : (
          <RatingForm
            score={rated.data?.score ?? null}
            comment={rated.data?.comment ?? ""}
            onSend={send}
          />
        )}
      </Stack>
    </Paper>
  );
}
