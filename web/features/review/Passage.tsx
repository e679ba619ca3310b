import { Anchor, Box, Group, Mark, Modal, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { passage } from "./cited";
import { type Citation, useArticleText } from "./data";

/** The place in the article that a sentence came from, with what stands around it. */
export function Passage({ citation, close }: { citation: Citation | null; close: () => void }) {
  const { t } = useTranslation("review");
  return (
    <Modal
      opened={citation !== null}
      onClose={close}
      title={citation ? t("passage.title", { title: citation.title }) : ""}
      size="lg"
    >
      {citation?.chunk_id?.startsWith("record:") ? (
        <Text size="sm">{t("passage.record")}</Text>
      ) : (
        citation && <Read citation={citation} />
      )}
    </Modal>
  );
}

function Read({ citation }: { citation: Citation }) {
  const { t } = useTranslation("review");
  const { data, isPending, error, refetch } = useArticleText(citation);
  if (isPending) return <Loading />;
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  const found = data && passage(data.content, citation.start, citation.end);
  if (!found) return <Text size="sm">{t("passage.gone")}</Text>;
  return (
    <>
      <Box style={{ whiteSpace: "pre-wrap", lineHeight: 1.6 }} fz="sm" lang={undefined}>
        <span className="muted">{found.before}</span>
        <Mark style={{ fontWeight: 550 }}>{found.hit}</Mark>
        <span className="muted">{found.after}</span>
      </Box>
      <Group justify="space-between" mt="md" gap="xs">
        <Text size="xs" className="muted">
          {t("passage.version", { version: citation.article_version })}
        </Text>
        <Anchor href={`/help/${citation.slug}`} target="_blank" rel="noreferrer" size="sm">
          {t("passage.open")} <IconExternalLink size={14} aria-hidden />
        </Anchor>
      </Group>
    </>
  );
}
