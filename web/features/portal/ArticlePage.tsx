import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { Markdown } from "@/components/Markdown";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useTimes } from "@/lib/time";
import { ArticleVerdict } from "./ArticleVerdict";
import { withoutTitle } from "./article";
import { Back } from "./Back";
import { Card } from "./Card";
import { type ArticleLine, useArticle, useArticles } from "./data";
import { PortalPage } from "./PortalPage";
import classes from "./portal.module.css";

export function ArticlePage() {
  const { t } = useTranslation("portal");
  const { slug = "" } = useParams({ strict: false });
  const found = useArticle(slug);
  const times = useTimes();
  if (found.isPending) return <Loading />;
  if (found.error) return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  const article = found.data;
  if (!article) return <Gone />;
  return (
    <Stack gap="lg" maw="var(--read-width)" mx="auto" w="100%">
      <Back to="/help">{t("articles.back")}</Back>
      <PortalPage
        title={article.title}
        lead={
          <Text size="sm">{t("articles.updated", { day: times.day(article.updated_at) })}</Text>
        }
      >
        <article lang={article.language} className={classes.article}>
          <Markdown text={withoutTitle(article.content, article.title)} />
        </article>
        <ArticleVerdict key={slug} slug={slug} />
        <Paper withBorder radius="lg" p="md">
          <Group justify="space-between">
            <Text fw={500}>{t("articles.still")}</Text>
            <Button component={Link} to="/new" variant="light">
              {t("home.write")}
            </Button>
          </Group>
        </Paper>
        <Related to={article as ArticleLine} />
      </PortalPage>
    </Stack>
  );
}

function Gone() {
  const { t } = useTranslation("portal");
  return (
    <Empty
      icon={IconBook2}
      title={t("articles.gone_title")}
      action={
        <Button component={Link} to="/help" mt="xs">
          {t("articles.back")}
        </Button>
      }
    >
      {t("articles.gone_text")}
    </Empty>
  );
}

function Related({ to }: { to: ArticleLine }) {
  const { t } = useTranslation("portal");
  const { data = [] } = useArticles();
  const others = (data as ArticleLine[])
    .filter((one) => one.slug !== to.slug && one.category === to.category)
    .filter((one) => one.language === to.language && to.category)
    .slice(0, 4);
  if (others.length === 0) return null;
  return (
    <Stack gap="xs" component="aside" aria-labelledby="related">
      <Title order={2} size="h5" id="related">
        {t("articles.related")}
      </Title>
      {others.map((one) => (
        <Card key={one.slug} to="/help/$slug" params={{ slug: one.slug }} title={one.title} />
      ))}
    </Stack>
  );
}
