import { Button, Stack, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBook2, IconSearchOff } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Card } from "./Card";
import { useProposals } from "./data";
import { Hits } from "./Hits";
import { PortalPage } from "./PortalPage";
import { SearchBox } from "./SearchBox";
import { Sieve } from "./Sieve";
import { useTopics } from "./Topics";

/** The address keeps what is looked for: `q` words, `topic`, `language`. */
export function ArticlesPage() {
  const { t } = useTranslation("portal");
  const { q = "" } = useSearch({ strict: false }) as { q?: string };
  const navigate = useNavigate();
  const [words, setWords] = useState(q);
  const [settled] = useDebouncedValue(words, 250);
  useEffect(() => setWords(q), [q]);
  const keep = (next: string) =>
    void navigate({ to: "/help", search: { q: next || undefined }, replace: true });
  return (
    <PortalPage title={t("articles.title")}>
      <SearchBox value={words} onChange={setWords} onSubmit={() => keep(words)} />
      {settled.trim().length >= 3 ? <Searched words={settled} /> : <Shelves />}
    </PortalPage>
  );
}

function Searched({ words }: { words: string }) {
  const { t } = useTranslation("portal");
  const found = useProposals(words, 8);
  if (found.isPending && !found.error) return <Loading />;
  if (found.data?.length === 0) {
    return (
      <Empty
        icon={IconSearchOff}
        title={t("articles.none_title")}
        action={
          <Button component={Link} to="/new" mt="xs">
            {t("home.write")}
          </Button>
        }
      >
        {t("articles.none_text")}
      </Empty>
    );
  }
  return (
    <Stack gap="sm">
      {found.data && (
        <Title order={2} size="h5" fw={500} className="muted">
          {t("articles.found", { count: found.data.length, words: words.trim() })}
        </Title>
      )}
      <Hits words={words} limit={8} />
    </Stack>
  );
}

function Shelves() {
  const { t } = useTranslation("portal");
  const { topics, pending, error, again } = useTopics();
  const { topic = "" } = useSearch({ strict: false }) as { topic?: string };
  const [language, setLanguage] = useState("");
  if (error) return <ProblemAlert error={error} retry={again} />;
  if (pending) return <Loading />;
  if (topics.length === 0) {
    return (
      <Empty icon={IconBook2} title={t("articles.empty_title")}>
        {t("articles.empty_text")}
      </Empty>
    );
  }
  const shown = topics
    .filter((one) => !topic || one.key === topic)
    .map((one) => ({
      ...one,
      articles: one.articles.filter((a) => !language || a.language === language),
    }))
    .filter((one) => one.articles.length > 0);
  return (
    <Stack gap="lg">
      <Sieve topics={topics} topic={topic} language={language} onLanguage={setLanguage} />
      {shown.map((one) => (
        <Stack key={one.key} gap="xs" component="section">
          <Title order={2} size="h4">
            {one.label}
          </Title>
          {one.articles.map((article) => (
            <Card
              key={article.slug}
              to="/help/$slug"
              params={{ slug: article.slug }}
              title={<span lang={article.language}>{article.title}</span>}
            />
          ))}
        </Stack>
      ))}
    </Stack>
  );
}
