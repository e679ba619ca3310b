import { Button, Divider, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconTicketOff } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { useTitle } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { PriorityMark, StatusBadge } from "@/components/tickets";
import { call } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { useAtTicket } from "@/lib/presence";
import { asProblem } from "@/lib/problem";
import { Actions } from "./Actions";
import { AiPanel } from "./ai/AiPanel";
import { Others, Standing } from "./Banners";
import { Clocks } from "./Clocks";
import { Composer } from "./Composer";
import { type Opened, useAct, useTicket, useTicketId } from "./data";
import { Properties } from "./Properties";
import { Ratings } from "./Ratings";
import { Related } from "./Related";
import { Requester } from "./Requester";
import { SplitBar } from "./SplitBar";
import { SplitOff } from "./SplitOff";
import { Timeline } from "./Timeline";
import classes from "./ticket.module.css";
import { type Mode, useDraft } from "./useDraft";
import { Watching } from "./Watching";

export function TicketPage() {
  const { number = "" } = useParams({ strict: false }) as { number?: string };
  return <TicketOf number={number} />;
}

export function TicketOf({ number }: { number: string }) {
  const id = useTicketId(number);
  if (id.isPending) return <Loading />;
  if (id.error) return <ProblemAlert error={id.error} retry={() => void id.refetch()} />;
  return id.data ? <Found key={id.data} id={id.data} /> : <Gone number={number} />;
}

function Found({ id }: { id: string }) {
  const found = useTicket(id);
  if (found.isPending) return <Loading />;
  if (!found.data) {
    if (asProblem(found.error).missing) return <Gone number="" />;
    return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  }
  return <Whole opened={found.data} />;
}

function Whole({ opened }: { opened: Opened }) {
  const { t } = useTranslation("ticket");
  const { ticket } = opened;
  const act = useAct(ticket.id);
  const { others, setTyping } = useAtTicket(ticket.id);
  const reply = useDraft(ticket.id, "reply");
  const [mode, setMode] = useState<Mode>("reply");
  const [chosen, setChosen] = useState<string[] | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const status = useRef<HTMLInputElement>(null);
  useTitle(`#${ticket.number} ${ticket.subject}`);

  const write = (what: Mode) => (event: KeyboardEvent) => {
    event.preventDefault(); // the letter itself is not part of the answer
    flushSync(() => setMode(what));
    field.current?.focus(); // at once: what is typed next belongs into it
  };
  useKeys(t("keys.ticket"), [
    { keys: "r", label: t("keys.reply"), run: write("reply") },
    { keys: "n", label: t("keys.note"), run: write("note") },
    {
      keys: "a",
      label: t("keys.take"),
      run: () => void act.do(() => call("take_ticket", { p_ticket_id: ticket.id })),
    },
    {
      keys: "s",
      label: t("keys.status"),
      run: (event) => {
        event.preventDefault();
        status.current?.focus();
        status.current?.click();
      },
    },
  ]);

  return (
    <div className={classes.layout} style={{ padding: "var(--mantine-spacing-md)" }}>
      <section>
        <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
          <Stack gap={4} style={{ minWidth: 0 }}>
            <Title order={1} size="h3" style={{ overflowWrap: "anywhere" }} dir="auto">
              {ticket.subject || t("no_subject")}
            </Title>
            <Group gap={8}>
              <Text size="sm" className="muted numbers">
                #{ticket.number}
              </Text>
              <StatusBadge status={ticket.status} />
              <PriorityMark priority={ticket.priority} withLabel />
              <Text size="xs" className="muted">
                {t(`channel.${ticket.channel as "email"}`, { defaultValue: ticket.channel })}
              </Text>
            </Group>
            <Others others={others} />
          </Stack>
          <Actions opened={opened} act={act} split={() => setChosen([])} />
        </Group>
        <Standing opened={opened} act={act} />
        <SplitOff ticketId={ticket.id} act={act} />
        {chosen && (
          <SplitBar opened={opened} act={act} chosen={chosen} close={() => setChosen(null)} />
        )}
        <Timeline opened={opened} act={act} chosen={chosen} choose={setChosen} />
        {!ticket.merged_into && (
          <Composer
            opened={opened}
            act={act}
            field={field}
            mode={mode}
            setMode={setMode}
            reply={reply}
            setTyping={setTyping}
          />
        )}
      </section>
      <aside className={classes.side} aria-label={t("side")}>
        <Stack gap="sm">
          <Paper withBorder p="sm" radius="md">
            <Requester opened={opened} />
          </Paper>
          <Paper withBorder p="sm" radius="md">
            <AiPanel
              ticketId={ticket.id}
              version={ticket.version}
              onUseText={(text) => {
                setMode("reply");
                reply.write(reply.text.trim() ? `${reply.text.trimEnd()}\n\n${text}` : text);
                field.current?.focus();
              }}
            />
          </Paper>
          <Paper withBorder p="sm" radius="md">
            <Stack gap="sm">
              <Clocks ticketId={ticket.id} />
              <Ratings ticketId={ticket.id} />
              <Properties opened={opened} act={act} status={status} />
              <Divider />
              <Watching opened={opened} act={act} />
              <Related opened={opened} act={act} />
            </Stack>
          </Paper>
        </Stack>
      </aside>
    </div>
  );
}

function Gone({ number }: { number: string }) {
  const { t } = useTranslation("ticket");
  return (
    <Empty
      icon={IconTicketOff}
      title={t("gone.title", { number })}
      action={
        <Button component={Link} to="/desk" mt="xs">
          {t("gone.back")}
        </Button>
      }
    >
      {t("gone.text")}
    </Empty>
  );
}
