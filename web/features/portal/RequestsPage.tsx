import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconInbox, IconPlus, IconSearch, IconSearchOff } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StatusBadge } from "@/components/tickets";
import { Card } from "./Card";
import { type Request, useRequests, useWritten } from "./data";
import { PortalPage } from "./PortalPage";
import { asFilter, FILTERS, fits } from "./states";

export function RequestsPage() {
  const { t } = useTranslation("portal");
  return (
    <PortalPage
      title={t("requests.title")}
      actions={
        <Button component={Link} to="/new" leftSection={<IconPlus size={17} aria-hidden />}>
          {t("requests.new")}
        </Button>
      }
    >
      <Requests />
    </PortalPage>
  );
}

function Requests() {
  const { t } = useTranslation("portal");
  const all = useRequests();
  if (all.isPending) return <Loading />;
  if (all.error) return <ProblemAlert error={all.error} retry={() => void all.refetch()} />;
  if (all.data.length === 0) {
    return (
      <Empty
        icon={IconInbox}
        title={t("requests.none_title")}
        action={
          <Button component={Link} to="/new" mt="xs">
            {t("home.write")}
          </Button>
        }
      >
        {t("requests.none_text")}
      </Empty>
    );
  }
  return <Sifted all={all.data} />;
}

/** The address keeps state and words, so that going back finds the same list. */
function Sifted({ all }: { all: Request[] }) {
  const { t } = useTranslation("portal");
  const given = useSearch({ strict: false }) as { q?: string; status?: string };
  const navigate = useNavigate();
  const [words, setWords] = useState(given.q ?? "");
  const [settled] = useDebouncedValue(words, 250);
  const filter = asFilter(given.status);
  const written = useWritten(settled);
  const keep = (now: { q?: string; status?: string }) =>
    void navigate({ to: "/requests", search: now, replace: true });
  const shown = all.filter(
    (one) => fits(one.status, filter) && (has(one, words) || writtenIn(one, settled, written.data)),
  );
  return (
    <Stack gap="md">
      <Group gap="sm">
        <TextInput
          type="search"
          aria-label={t("requests.search")}
          placeholder={t("requests.search")}
          value={words}
          leftSection={<IconSearch size={17} aria-hidden />}
          onChange={(event) => setWords(event.currentTarget.value)}
          onBlur={() => keep({ ...given, q: words || undefined })}
          style={{ flex: "1 1 220px" }}
        />
        <SegmentedControl
          aria-label={t("requests.state")}
          value={filter}
          onChange={(next) =>
            keep({ q: words || undefined, status: next === "all" ? undefined : next })
          }
          data={FILTERS.map((one) => ({ value: one, label: t(`requests.${one}`) }))}
        />
      </Group>
      <Text className="visually-hidden" role="status">
        {t("requests.about", { count: shown.length })}
      </Text>
      {shown.length === 0 ? (
        <Empty
          icon={IconSearchOff}
          title={t("requests.unfound_title")}
          action={
            <Button
              variant="light"
              mt="xs"
              onClick={() => {
                setWords("");
                keep({});
              }}
            >
              {t("requests.show_all")}
            </Button>
          }
        >
          {t("requests.unfound_text")}
        </Empty>
      ) : (
        <Stack gap="sm" component="ul" style={{ listStyle: "none", padding: 0, margin: 0 }}>
          {shown.map((one) => (
            <li key={one.id}>
              <Line request={one} />
            </li>
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function Line({ request }: { request: Request }) {
  const { t } = useTranslation("portal");
  return (
    <Card
      to="/requests/$number"
      params={{ number: String(request.number) }}
      title={request.subject || t("requests.no_subject")}
    >
      <Group gap={8} mt={4}>
        <StatusBadge status={request.status} forCustomer />
        <span className="numbers">#{request.number}</span>
        <span>
          {t("requests.moved")} <Ago at={request.updated_at} />
        </span>
      </Group>
    </Card>
  );
}

function has({ subject, number }: Request, words: string): boolean {
  const typed = words.trim().toLowerCase();
  return !typed || subject.toLowerCase().includes(typed) || `#${number}`.includes(typed);
}

/** What the desk found in messages; only for words that are a search (see `useWritten`). */
function writtenIn({ id }: Request, words: string, found: Set<string> | undefined): boolean {
  return words.trim().length >= 3 && Boolean(found?.has(id));
}
