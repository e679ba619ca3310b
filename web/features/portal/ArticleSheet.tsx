import { Anchor, Modal, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { Markdown } from "@/components/Markdown";
import { ProblemAlert } from "@/components/ProblemAlert";
import { withoutTitle } from "./article";
import { Verdict } from "./DirectAnswer";
import { useArticle } from "./data";
import classes from "./portal.module.css";

interface Props {
  slug: string;
  onClose: () => void;
  onSolved: () => void;
  onSend: () => void;
  sending: boolean;
}

/** An article over the form: what was typed stays where it is. */
export function ArticleSheet({ slug, onClose, onSolved, onSend, sending }: Props) {
  const { t } = useTranslation("portal");
  const phone = useMediaQuery("(max-width: 48em)");
  const found = useArticle(slug);
  const article = found.data;
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen={phone}
      size="lg"
      radius={phone ? 0 : "lg"}
      title={article?.title ?? ""}
      styles={{ title: { fontWeight: 650, fontSize: "1.15rem" } }}
    >
      <Stack>
        <ProblemAlert error={found.error} retry={() => void found.refetch()} />
        {found.isPending && <Loading />}
        {article && (
          <article lang={article.language} className={classes.article}>
            <Markdown text={withoutTitle(article.content, article.title)} />
          </article>
        )}
        <Anchor href={`/help/${slug}`} target="_blank" size="sm">
          {t("new.read_whole")} <IconExternalLink size={14} aria-hidden />
        </Anchor>
        <div className={classes.foot}>
          <Verdict onSolved={onSolved} onSend={onSend} sending={sending} />
        </div>
      </Stack>
    </Modal>
  );
}
