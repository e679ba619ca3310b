import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { asProblem } from "@/lib/problem";
import styles from "./queue.module.css";

interface Place {
  position: number;
  length?: number;
  word?: string;
  suggestion?: string;
}

interface Props {
  error: unknown;
  query: string;
  retry: () => void;
  search: (query: string) => void;
}

/** A query that the server cannot read, with the place marked and what was probably meant. */
export function QueryProblem({ error, query, retry, search }: Props) {
  const { t } = useTranslation("queue");
  const problem = asProblem(error);
  const place = placeOf(problem.details);
  if (problem.status !== 422 || !place) return <ProblemAlert error={error} retry={retry} />;
  // The server counts characters as Postgres does, from 1: code points.
  const letters = [...query];
  const from = place.position - 1;
  const to = from + Math.max(1, place.length ?? 1);
  const meant = place.suggestion ? asMeant(letters, from, to, place.suggestion) : null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{problem.message}</Text>
        <Text size="sm" component="code" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {letters.slice(0, from).join("")}
          <mark className={styles.wrongword}>{letters.slice(from, to).join("") || "…"}</mark>
          {letters.slice(to).join("")}
        </Text>
        {meant && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => search(meant)}>
              {t("wrong.instead", { query: meant })}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

function placeOf(details: unknown): Place | null {
  const given = details as Place | null;
  return given && typeof given === "object" && given.position > 0 ? given : null;
}

/** The query with the suggestion in its place, where it is one word in quotation marks. */
function asMeant(letters: string[], from: number, to: number, suggestion: string): string | null {
  const word = /^"([^"]+)"$/.exec(suggestion)?.[1];
  if (!word) return null;
  const [head, tail] = [letters.slice(0, from).join(""), letters.slice(to).join("")];
  // "asignee" is to become "assignee", and its colon stands already.
  if (word.endsWith(":") && tail.startsWith(":")) return head + word + tail.slice(1);
  // "is:opn" is to become "is:open", and its operator stands already.
  const operator = /^[a-z]+:/.exec(word)?.[0];
  return head + (operator && head.endsWith(operator) ? word.slice(operator.length) : word) + tail;
}
