import { Paper, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Markdown } from "@/components/Markdown";
import type { Article } from "./data";
import classes from "./knowledge.module.css";

interface Props {
  article: Article;
  change: (part: Partial<Article>) => void;
}

/** Title and text in Markdown; the preview shows them as customers will read them. */
export function Writing({ article, change }: Props) {
  const { t } = useTranslation("knowledge");
  const [shown, setShown] = useState("write");
  return (
    <Stack gap="sm" miw={0}>
      <TextInput
        label={t("article.title")}
        required
        maxLength={300}
        size="md"
        value={article.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label={t("editor.view")}
        size="xs"
        className={classes.switch}
        value={shown}
        onChange={setShown}
        data={["write", "preview"].map((value) => ({
          value,
          label: t(`editor.${value as "write"}`),
        }))}
      />
      {shown === "write" ? (
        <Textarea
          label={t("article.content")}
          description={<span className="muted">{t("article.content_help")}</span>}
          required
          autosize
          minRows={18}
          maxRows={40}
          maxLength={200_000}
          dir="auto"
          classNames={{ input: classes.source }}
          value={article.content}
          onChange={(event) => change({ content: event.currentTarget.value })}
        />
      ) : (
        <Paper withBorder p="lg" dir="auto" className={classes.preview}>
          {article.content.trim() ? (
            <Markdown text={article.content} />
          ) : (
            <Text size="sm" className="muted">
              {t("editor.nothing")}
            </Text>
          )}
        </Paper>
      )}
    </Stack>
  );
}
