import { Anchor, Badge, Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBook2, IconPlus, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Line, Lines } from "@/features/setup/Lines";
import { useCategories } from "@/features/ticket/data";
import { useRatings } from "./checks";
import { type Listed, MOST, NEW, useArticles } from "./data";
import { useLanguages } from "./languages";
import { StaleList } from "./Stale";

export const STATES = ["draft", "published", "archived"] as const;

/** All articles, found by words, state and language. */
export function ArticleListPage() {
  const { t } = useTranslation("knowledge");
  const [q, setQ] = useState("");
  const [status, setStatus] = useState<string | null>(null);
  const [language, setLanguage] = useState<string | null>(null);
  const [sought] = useDebouncedValue(q, 200);
  const { data, isPending, error, refetch } = useArticles({ q: sought, status, language });
  const languages = useLanguages();
  const filtered = Boolean(sought.trim() || status || language);
  const create = (
    <Button
      component={Link}
      to={`/desk/setup/articles/${NEW}`}
      size="sm"
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t("list.new")}
    </Button>
  );
  return (
    <Page title={t("list.title")} actions={create}>
      <Group gap="xs" mb="md" align="end">
        <TextInput
          aria-label={t("list.search")}
          placeholder={t("list.search")}
          leftSection={<IconSearch size={15} aria-hidden />}
          type="search"
          flex="1 1 220px"
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <Select
          aria-label={t("list.state")}
          placeholder={t("list.any_state")}
          clearable
          flex="0 1 160px"
          data={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
          value={status}
          onChange={setStatus}
        />
        <Select
          aria-label={t("article.language")}
          placeholder={t("list.any_language")}
          clearable
          flex="0 1 160px"
          data={languages.choices}
          value={language}
          onChange={setLanguage}
        />
      </Group>
      {!filtered && <StaleList />}
      {isPending && <Loading />}
      <ProblemAlert error={error} retry={() => void refetch()} />
      {data?.length === 0 && (
        <Empty
          icon={IconBook2}
          title={t(filtered ? "list.not_found" : "list.empty")}
          action={filtered ? undefined : create}
        >
          {t(filtered ? "list.not_found_text" : "list.empty_text")}
        </Empty>
      )}
      {data && data.length > 0 && (
        <>
          <Text size="sm" className="muted" mb="xs" role="status">
            {t("list.count", { count: data.length })}
            {data.length >= MOST && ` ${t("list.cut")}`}
          </Text>
          <Lines>
            {data.map((article) => (
              <ArticleLine key={article.id} article={article} language={languages.named} />
            ))}
          </Lines>
        </>
      )}
    </Page>
  );
}

interface LineProps {
  article: Listed;
  language: (code: string) => string;
}

function ArticleLine({ article, language }: LineProps) {
  const { t } = useTranslation("knowledge");
  const categories = useCategories().data ?? [];
  const rating = useRatings().data?.get(article.slug);
  const category = categories.find((one) => one.key === article.category)?.label;
  return (
    <Line
      actions={
        <>
          {article.visibility !== "public" && (
            <Mark>{t(`visibility.${article.visibility}` as "visibility.internal")}</Mark>
          )}
          <StateBadge status={article.status} />
        </>
      }
    >
      <Anchor
        component={Link}
        to={`/desk/setup/articles/${article.slug}`}
        size="sm"
        fw={600}
        c="var(--mantine-color-text)"
      >
        {article.title}
      </Anchor>
      <Text size="xs" className="muted" component="div">
        {[language(article.language), category].filter(Boolean).join(" · ")}
        {" · "}
        {t("list.version", { version: article.version })}
        {" · "}
        <Ago at={article.updated_at} size="xs" />
        {rating &&
          ` · ${t("list.rated", { helpful: rating.helpful, unhelpful: rating.unhelpful })}`}
      </Text>
    </Line>
  );
}

const Mark = ({ children }: { children: string }) => (
  <Badge size="sm" variant="outline" color="gray" tt="none" c="var(--mantine-color-text)">
    {children}
  </Badge>
);

const COLOURS: Record<string, string> = { draft: "yellow", published: "teal", archived: "gray" };

export function StateBadge({ status }: { status: string }) {
  const { t } = useTranslation("knowledge");
  return (
    <Badge
      size="sm"
      variant="light"
      tt="none"
      color={COLOURS[status] ?? "gray"}
      c="var(--mantine-color-text)"
    >
      {t(`state.${status}` as "state.draft", { defaultValue: status })}
    </Badge>
  );
}
