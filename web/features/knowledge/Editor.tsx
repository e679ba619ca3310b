import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { keyOf } from "@/features/setup/keyOf";
import { useKeys } from "@/lib/keys";
import { tell } from "@/lib/tell";
import { StateBadge } from "./ArticleListPage";
import { type Article, Overtaken, standing, useSaveArticle, useTeamKeys } from "./data";
import { Facts } from "./Facts";
import classes from "./knowledge.module.css";
import { Leaving } from "./Leaving";
import { Questions } from "./Questions";
import { Readers } from "./Readers";
import { StaleNote } from "./Stale";
import { Versions } from "./Versions";
import { Writing } from "./Writing";

/** As the database takes an address. */
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** `opened`: the article as it was read; what is written here replaces it only when it is saved. */
export function Editor({ opened }: { opened: Article }) {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const [base, setBase] = useState(opened);
  const [article, setArticle] = useState(opened);
  const teams = useTeamKeys().data ?? [];
  const save = useSaveArticle();
  const isNew = base.id === null;
  const slug = isNew ? article.slug || keyOf(article.title, "-") : article.slug;
  const changed = JSON.stringify(article) !== JSON.stringify(base);
  const change = (part: Partial<Article>) => setArticle((before) => ({ ...before, ...part }));
  const ready =
    article.title.trim() !== "" &&
    article.content.trim() !== "" &&
    SLUG.test(slug) &&
    slug !== "new" &&
    (article.visibility !== "team" || article.team_id !== null);
  const lost = article.questions.length - standing(article.questions, article.content).length;

  const send = (status: string, anyway = false) => {
    if (!ready || save.isPending) return;
    const team = teams.find((one) => one.id === article.team_id)?.key ?? null;
    const given = { ...article, slug, status };
    save.mutate(
      { article: given, team, opened: anyway ? null : base.version, products: base.products },
      {
        onSuccess(saved) {
          const now = {
            ...given,
            id: base.id ?? saved.slug,
            version: saved.version,
            questions: standing(given.questions, given.content),
          };
          setBase(now);
          setArticle(now);
          tell.done(t(status === base.status ? "editor.saved" : `editor.now_${status as "draft"}`));
          // the new page reads the article with its id
          if (isNew)
            void navigate({
              to: `/desk/setup/articles/${saved.slug}`,
              replace: true,
              ignoreBlocker: true,
            });
        },
      },
    );
  };
  useKeys(t("editor.keys"), [
    {
      keys: "mod+s",
      label: t("editor.save"),
      everywhere: true,
      run: (event) => {
        event.preventDefault();
        send(article.status);
      },
    },
  ]);
  return (
    <Stack gap="md">
      <Group gap="xs" className={classes.bar}>
        <StateBadge status={base.status} />
        {!isNew && (
          <Text size="xs" className="muted">
            {t("list.version", { version: base.version })}
          </Text>
        )}
        <Text size="xs" className="muted" role="status" flex={1}>
          {changed ? t("editor.unsaved") : ""}
        </Text>
        <StateButtons status={base.status} ready={ready} busy={save.isPending} send={send} />
        <Button
          size="sm"
          variant={base.status === "published" ? "filled" : "default"}
          disabled={!ready || !changed}
          loading={save.isPending}
          onClick={() => send(base.status)}
        >
          {t("editor.save")}
        </Button>
      </Group>
      {save.error instanceof Overtaken ? (
        <Alert color="orange" variant="light" role="alert">
          <Text size="sm">{t("editor.overtaken")}</Text>
          <Button mt="xs" size="compact-sm" onClick={() => send(article.status, true)}>
            {t("editor.save_anyway")}
          </Button>
        </Alert>
      ) : (
        <ProblemAlert error={save.error} />
      )}
      {lost > 0 && (
        <Alert color="yellow" variant="light">
          <Text size="sm">{t("editor.questions_lost", { count: lost })}</Text>
        </Alert>
      )}
      {!isNew && <StaleNote slug={base.slug} />}
      <div className={classes.editor}>
        <Stack gap="lg" miw={0}>
          <Writing article={article} change={change} />
          <Questions article={article} change={change} />
        </Stack>
        <Stack gap="lg">
          <Facts article={{ ...article, slug }} change={change} isNew={isNew} />
          {!isNew && <Readers articleId={base.id} slug={base.slug} />}
          {!isNew && (
            <Versions
              articleId={base.id}
              current={base.version}
              take={({ title, content }) => change({ title, content })}
            />
          )}
        </Stack>
      </div>
      <Leaving when={changed && !save.isPending} />
    </Stack>
  );
}

interface ButtonsProps {
  status: string;
  ready: boolean;
  busy: boolean;
  send: (status: string) => void;
}

/** What the article may become from here. */
function StateButtons({ status, ready, busy, send }: ButtonsProps) {
  const { t } = useTranslation("knowledge");
  const to = (next: string, label: string, main = false) => (
    <Button
      size="sm"
      variant={main ? "filled" : "default"}
      disabled={!ready || busy}
      onClick={() => send(next)}
    >
      {label}
    </Button>
  );
  if (status === "published") return to("draft", t("editor.unpublish"));
  return (
    <>
      {status === "draft" && to("archived", t("editor.archive"))}
      {to("published", t("editor.publish"), true)}
    </>
  );
}
