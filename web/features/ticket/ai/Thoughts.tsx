/** What the AI took the ticket for, how sure it was, and correcting it with one click. */
import { Badge, Group, Select, Stack, Text, Tooltip } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Decision, useCategoryNames } from "@/features/review/data";
import { Reason } from "@/features/review/Reason";
import { useSaid } from "@/features/review/said";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { tell } from "@/lib/tell";
import { type Choice, Choices } from "./Choices";
import { useFigures } from "./figures";
import { Line } from "./Line";
import { Part } from "./Part";
import { Sureness } from "./Sureness";

interface Props {
  ticketId: string;
  ticket: { category: string | null; priority: number; language: string | null };
  decision: Decision;
  /** Why a person is asked stands at the draft already. */
  told: boolean;
}

export function Thoughts({ ticketId, ticket, decision, told }: Props) {
  const { t } = useTranslation("review");
  const label = useLabel(ticketId);
  const { triage } = decision;
  const spam = triage.flags.includes("spam");
  return (
    <Part title={t("panel.thought")}>
      {decision.reason && !told && (
        <Text size="sm">
          <Reason of={decision.reason} />
        </Text>
      )}
      <Stack gap="sm">
        <Categories ticket={ticket} decision={decision} label={label} />
        <Priorities ticket={ticket} decision={decision} label={label} />
        <Language ticket={ticket} decision={decision} label={label} />
        <Line title={t("panel.mood")}>
          <Text size="sm">{t(`mood.${moodOf(triage.sentiment)}`)}</Text>
        </Line>
        <Line title={t("panel.flags")}>
          <Group gap={6}>
            {triage.flags.map((flag) => (
              <Tooltip key={flag} label={<Reason of={triage.flag_reasons?.[flag] ?? flag} />}>
                <Badge variant="light" color="red" tt="none">
                  {t(`flag.${flag}` as "flag.spam", { defaultValue: flag })}
                </Badge>
              </Tooltip>
            ))}
            <Choices
              label={t("flag.spam")}
              busy={label.isPending}
              choices={[
                { value: "true", name: t("panel.spam") },
                { value: "false", name: t("panel.no_spam") },
              ].filter(({ value }) => (value === "true") !== spam)}
              choose={(value) => label.mutate({ field: "spam", value })}
            />
          </Group>
        </Line>
        <Sureness decision={decision} />
      </Stack>
    </Part>
  );
}

type Label = ReturnType<typeof useLabel>;

function useLabel(ticketId: string) {
  const { t } = useTranslation("review");
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ field, value }: { field: string; value: string }) =>
      call("label_ticket", { p_ticket_id: ticketId, p_field: field, p_value: value }),
    onSuccess: () => tell.done(t("panel.labelled")),
    onError: (error) => tell.problem(error),
    onSettled: () => queries.invalidateQueries({ queryKey: LIVE_KEYS.ticket(ticketId) }),
  });
}

interface Of extends Omit<Props, "ticketId" | "told"> {
  label: Label;
}

/** The likeliest three, the ticket's own among them, and all others in a list. */
function Categories({ ticket, decision, label }: Of) {
  const { t } = useTranslation("review");
  const { categories, name } = useCategoryNames();
  const { percent } = useFigures();
  const ranked = Object.entries(decision.triage.scores).sort((a, b) => b[1] - a[1]);
  const likely = ranked.slice(0, 3).map(([key]) => key);
  const shown =
    ticket.category && !likely.includes(ticket.category) ? [...likely, ticket.category] : likely;
  const choices: Choice[] = shown.map((key) => ({
    value: key,
    name: name(key),
    detail: percent(decision.triage.scores[key] ?? 0),
  }));
  const rest = categories.filter(({ key }) => !shown.includes(key));
  return (
    <Line title={t("panel.category")}>
      <Choices
        label={t("panel.category")}
        current={ticket.category}
        busy={label.isPending}
        choices={choices}
        choose={(value) => label.mutate({ field: "category", value })}
      />
      {rest.length > 0 && (
        <Select
          size="xs"
          mt={6}
          aria-label={t("panel.other_category")}
          placeholder={t("panel.other_category")}
          data={rest.map(({ key, label: text }) => ({ value: key, label: text }))}
          value={null}
          searchable
          onChange={(value) => value && label.mutate({ field: "category", value })}
        />
      )}
    </Line>
  );
}

function Priorities({ ticket, decision, label }: Of) {
  const { t } = useTranslation("review");
  const common = useTranslation().t;
  const { why } = useSaid();
  const reasons = decision.triage.priority_reasons?.map(why).join(", ");
  return (
    <Line title={t("panel.priority")} detail={reasons}>
      <Choices
        label={t("panel.priority")}
        current={String(ticket.priority)}
        busy={label.isPending}
        choices={(["1", "2", "3", "4"] as const).map((value) => ({
          value,
          name: common(`priority.${value}`),
        }))}
        choose={(value) => label.mutate({ field: "priority", value })}
      />
    </Line>
  );
}

function Language({ ticket, decision, label }: Of) {
  const { t } = useTranslation("review");
  const { language, percent } = useFigures();
  const sure = decision.triage.language_confidence;
  const known = [...new Set([ticket.language, decision.triage.language, "en", "de", "fr"])];
  return (
    <Line title={t("panel.language")}>
      <Choices
        label={t("panel.language")}
        current={ticket.language}
        busy={label.isPending}
        choices={known
          .filter((key): key is string => Boolean(key))
          .map((value) => ({
            value,
            name: language(value),
            detail:
              value === decision.triage.language && sure !== undefined ? percent(sure) : undefined,
          }))}
        choose={(value) => label.mutate({ field: "language", value })}
      />
    </Line>
  );
}

/** The server's measure goes from -1, angry, to 1, happy. */
function moodOf(sentiment: number) {
  if (sentiment > 0.25) return "glad";
  if (sentiment > -0.25) return "neutral";
  return sentiment > -0.7 ? "upset" : "angry";
}
