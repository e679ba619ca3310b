import { SimpleGrid, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Card } from "./Card";
import { type ArticleLine, useArticles, useTerms } from "./data";

export interface Topic {
  key: string;
  label: string;
  articles: ArticleLine[];
}

/** No category has this key: theirs are words. */
const NO_TOPIC = "-";

/** The articles by their categories; what has none comes last. */
export function useTopics() {
  const { t } = useTranslation("portal");
  const articles = useArticles();
  const terms = useTerms();
  const all = (articles.data ?? []) as ArticleLine[];
  const categories = terms.data?.categories ?? [];
  const known = new Set(categories.map((one) => one.key));
  const topics: Topic[] = [...categories, { key: NO_TOPIC, label: t("articles.more_topics") }]
    .map((one) => ({
      ...one,
      articles: all.filter(({ category }) =>
        one.key === NO_TOPIC ? !category || !known.has(category) : category === one.key,
      ),
    }))
    .filter((one) => one.articles.length > 0);
  return {
    topics,
    pending: articles.isPending || terms.isPending,
    error: articles.error ?? terms.error,
    again: () => void Promise.all([articles.refetch(), terms.refetch()]),
  };
}

/** The ways into the help by what it is about. */
export function Topics() {
  const { t } = useTranslation("portal");
  const { topics } = useTopics();
  if (topics.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-labelledby="topics">
      <Title order={2} size="h4" id="topics">
        {t("home.topics")}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="sm">
        {topics.map(({ key, label, articles }) => (
          <Card key={key} to="/help" search={{ topic: key }} title={label}>
            {t("home.articles", { count: articles.length })}
          </Card>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
