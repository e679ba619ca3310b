import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { useComments, useRatings } from "./checks";
import classes from "./knowledge.module.css";

/** What readers of the help centre have said of an article. */
export function Readers({ articleId, slug }: { articleId: string | null; slug: string }) {
  const { t } = useTranslation("knowledge");
  const rating = useRatings().data?.get(slug);
  const comments = useComments(articleId).data ?? [];
  if (!rating) return null;
  const { helpful, unhelpful } = rating;
  return (
    <Stack gap="xs" component="section" aria-labelledby="readers">
      <Title order={2} size="h5" id="readers">
        {t("readers.title")}
      </Title>
      <Text size="sm">{t("readers.counts", { helpful, count: helpful + unhelpful })}</Text>
      {comments.length > 0 && (
        <ul className={classes.comments}>
          {comments.map((one) => (
            <li key={one.id}>
              <Text size="sm" dir="auto">
                {one.comment}
              </Text>
              <Text size="xs" className="muted" component="div">
                {t(one.helpful ? "readers.helped" : "readers.not")}
                {" · "}
                {t("list.version", { version: one.article_version })}
                {" · "}
                <Ago at={one.at} size="xs" />
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
