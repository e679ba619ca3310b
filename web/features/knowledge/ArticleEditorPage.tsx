import { Anchor, Button } from "@mantine/core";
import { IconArrowLeft, IconBook2 } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { emptyArticle, NEW, useArticle } from "./data";
import { Editor } from "./Editor";

/** One article, to be written, published, and taken back. */
export function ArticleEditorPage() {
  const { slug } = useParams({ strict: false }) as { slug: string };
  const { t, i18n } = useTranslation("knowledge");
  const { data, isLoading, error, refetch } = useArticle(slug);
  const article = slug === NEW ? emptyArticle(i18n.language.slice(0, 2)) : data;
  return (
    <Page
      title={article?.title || t("editor.new")}
      actions={
        <Anchor component={Link} to="/desk/setup/articles" size="sm">
          <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: "-2px" }} />{" "}
          {t("editor.all")}
        </Anchor>
      }
    >
      {isLoading && <Loading />}
      <ProblemAlert error={error} retry={() => void refetch()} />
      {article === null && (
        <Empty
          icon={IconBook2}
          title={t("editor.missing")}
          action={
            <Button component={Link} to="/desk/setup/articles" variant="light">
              {t("editor.all")}
            </Button>
          }
        >
          {t("editor.missing_text")}
        </Empty>
      )}
      {article && <Editor key={slug} opened={article} />}
    </Page>
  );
}
