import { Anchor, Box, Group, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { pieces } from "./cited";
import type { Citation, Sentence } from "./data";
import { Passage } from "./Passage";
import styles from "./review.module.css";

/** A draft with each sentence linked to the passage that it came from. */
export function CitedText({ text, sentences }: { text: string; sentences: Sentence[] }) {
  const { t } = useTranslation("review");
  const cited = useMemo(() => pieces(text, sentences), [text, sentences]);
  const [open, setOpen] = useState<Citation | null>(null);
  return (
    <Stack gap="xs">
      <Box className={styles.text} dir="auto">
        {cited.pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
          <span key={index} className={piece.sources.length > 0 ? styles.cited : undefined}>
            {piece.text}
            {piece.sources.map((number) => {
              const source = cited.sources[number] as Citation;
              return (
                <button
                  key={number}
                  type="button"
                  className={styles.source}
                  title={source.title}
                  aria-label={t("draft.cited", { number: number + 1, title: source.title })}
                  onClick={() => setOpen(source)}
                >
                  {number + 1}
                </button>
              );
            })}
          </span>
        ))}
      </Box>
      {cited.sources.length > 0 && (
        <Group gap="4px 12px" component="section" aria-label={t("draft.sources")}>
          {cited.sources.map((source, number) => (
            <Text size="xs" key={`${source.article_id}${source.start}`}>
              <span className="muted numbers">{number + 1}</span>{" "}
              <Anchor component="button" type="button" size="xs" onClick={() => setOpen(source)}>
                {source.title}
              </Anchor>
            </Text>
          ))}
        </Group>
      )}
      <Passage citation={open} close={() => setOpen(null)} />
    </Stack>
  );
}
