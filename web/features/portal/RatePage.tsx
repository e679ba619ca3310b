import { Button, Paper, Stack, Text } from "@mantine/core";
import { IconLinkOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { call } from "@/lib/api";
import { asProblem } from "@/lib/problem";
import { tell } from "@/lib/tell";
import { useTimes } from "@/lib/time";
import { PortalPage } from "./PortalPage";
import { RatingForm } from "./RatingForm";

interface State {
  number: number;
  score: number | null;
  comment: string;
  until: string | null;
  open: boolean;
  reopened?: boolean;
}

/** The page of the link in a mail: the link is the permission. Opening it rates nothing. */
export function RatePage() {
  const { t } = useTranslation("portal");
  const { token = "" } = useSearch({ strict: false }) as { token?: string };
  const form = useQuery({
    queryKey: ["rate", token],
    queryFn: () => call<State, "feedback_form">("feedback_form", { p_token: token }),
    retry: false,
    refetchOnWindowFocus: false, // what is being typed stays
  });
  if (form.isPending) return <Loading />;
  if (form.error) {
    const problem = asProblem(form.error);
    if (problem.unreachable || problem.status >= 500) {
      return <ProblemAlert error={problem} retry={() => void form.refetch()} />;
    }
    return <Bad />;
  }
  return (
    <Stack maw={560} mx="auto" w="100%">
      <PortalPage title={t("rating.title")} lead={t("rating.about", { number: form.data.number })}>
        <Paper withBorder radius="lg" p={{ base: "md", sm: "xl" }}>
          <Rate token={token} given={form.data} />
        </Paper>
      </PortalPage>
    </Stack>
  );
}

function Rate({ token, given }: { token: string; given: State }) {
  const { t } = useTranslation("portal");
  const times = useTimes();
  const [state, setState] = useState(given);
  const [asking, setAsking] = useState(given.score === null);
  const send = async (score: number, comment: string) => {
    try {
      const asked = { p_token: token, p_score: score, p_comment: comment };
      setState(await call<State, "give_feedback">("give_feedback", asked));
      setAsking(false);
    } catch (error) {
      tell.problem(error);
    }
  };
  if (asking) return <RatingForm score={state.score} comment={state.comment} onSend={send} />;
  return (
    <Stack gap="xs" role="status">
      <Text fw={600} size="lg">
        {t("rating.thanks")}
      </Text>
      <Text>{t("rating.yours", { score: state.score })}</Text>
      {state.reopened && <Text>{t("rating.sorry")}</Text>}
      {state.open ? (
        <>
          {state.until && (
            <Text size="sm" className="muted">
              {t("rating.until", { time: times.full(state.until) })}
            </Text>
          )}
          <Button
            variant="light"
            onClick={() => setAsking(true)}
            style={{ alignSelf: "flex-start" }}
          >
            {t("rating.change")}
          </Button>
        </>
      ) : (
        <Text size="sm" className="muted">
          {t("rating.stands")}
        </Text>
      )}
    </Stack>
  );
}

/** Cut off, mistyped or too old: what to do is the same. */
function Bad() {
  const { t } = useTranslation("portal");
  return (
    <Empty
      icon={IconLinkOff}
      title={t("rating.bad_title")}
      action={
        <Button component={Link} to="/" variant="light" mt="xs">
          {t("new.to_start")}
        </Button>
      }
    >
      <Text size="sm">{t("rating.bad_text")}</Text>
    </Empty>
  );
}
