import { Button, Code, SegmentedControl, Text } from "@mantine/core";
import { IconMoodCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { call } from "@/lib/api";
import { tell } from "@/lib/tell";
import { type JobState, useChange, useJobs } from "./data";
import { Line, Lines } from "./Lines";

const STATES: JobState[] = ["dead", "queued", "running", "done"];

/** The work in the background; what has failed for good waits here to be tried again. */
export function JobsPage() {
  const { t } = useTranslation("setup");
  const [state, setState] = useState<JobState>("dead");
  const { data, isPending, error, refetch } = useJobs(state);
  const queries = useQueryClient();
  const all = useChange(async (ids: string[]) => {
    for (const id of ids) await call("retry_job", { p_job_id: id });
  }, t("jobs.all_retried"));
  const retryAll = () =>
    all.mutate(
      (data ?? []).map((one) => one.id),
      {
        onError: tell.problem,
        onSettled: () => queries.invalidateQueries({ queryKey: ["setup", "jobs"] }),
      },
    );
  return (
    <Page
      title={t("jobs.title")}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("jobs.state")}
          value={state}
          onChange={(value) => setState(value as JobState)}
          data={STATES.map((value) => ({ value, label: t(`jobs.${value}`) }))}
        />
      }
    >
      {isPending && <Loading />}
      <ProblemAlert error={error} retry={() => void refetch()} />
      {data?.length === 0 && (
        <Empty icon={IconMoodCheck} title={t(`jobs.none_${state}`)}>
          {t("jobs.none_text")}
        </Empty>
      )}
      {state === "dead" && (data?.length ?? 0) > 1 && (
        <Button
          size="compact-sm"
          variant="default"
          mb="sm"
          loading={all.isPending}
          onClick={retryAll}
        >
          {t("jobs.retry_all", { count: data?.length })}
        </Button>
      )}
      {data && data.length > 0 && (
        <Lines>
          {data.map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </Lines>
      )}
    </Page>
  );
}

type Job = NonNullable<ReturnType<typeof useJobs>["data"]>[number];

function JobLine({ job }: { job: Job }) {
  const { t } = useTranslation("setup");
  const retry = useChange(() => call("retry_job", { p_job_id: job.id }), t("jobs.retried"));
  const kind = t(`job.${job.kind.replace(".", "_")}` as "job.reply_send", {
    defaultValue: job.kind,
  });
  return (
    <Line
      actions={
        job.state === "dead" && (
          <Button
            size="compact-sm"
            variant="default"
            loading={retry.isPending}
            aria-label={t("jobs.retry_of", { kind, key: job.key })}
            onClick={() => retry.mutate(undefined, { onError: tell.problem })}
          >
            {t("jobs.retry")}
          </Button>
        )
      }
    >
      <Text size="sm" fw={600}>
        {kind}
      </Text>
      <Text size="xs" className="muted" component="div">
        <Ago at={job.finished_at ?? job.created_at} size="xs" />
        {" · "}
        {t("jobs.attempts", { count: job.attempts, of: job.max_attempts })}
        {" · "}
        <Code fz="xs">{job.key}</Code>
      </Text>
      {job.last_error && job.state !== "done" && (
        <Text size="xs" mt={2} style={{ overflowWrap: "anywhere" }}>
          {job.last_error}
        </Text>
      )}
    </Line>
  );
}
