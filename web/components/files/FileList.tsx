/** The files that go along with a message: how far each has come, and what could not come along. */
import { ActionIcon, Group, Paper, Progress, Stack, Text } from "@mantine/core";
import { IconFile, IconRefresh, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { inWords } from "./bytes";
import type { Terms } from "./terms";
import type { Files, Sending } from "./useFiles";
import type { Taking } from "./useTaking";

export function FileList({ files, taking }: { files: Files; taking: Taking }) {
  const { t } = useTranslation("portal");
  const said = useLimits();
  const say = t as unknown as (key: string, values: object) => string;
  const { terms, faults } = taking;
  return (
    <>
      {terms && faults.length > 0 && (
        <Stack gap={2} role="alert">
          {faults.map((fault) => (
            <Text size="sm" c="light-dark(#c92a2a, #ff8787)" key={JSON.stringify(fault)}>
              {say(fault.key, { ...said(terms), ...fault })}
            </Text>
          ))}
        </Stack>
      )}
      {files.files.map((one) => (
        <Line key={one.key} one={one} files={files} />
      ))}
    </>
  );
}

/** Those of the refused that people know. */
const KNOWN_ENDS = ["exe", "js", "bat"];

export function useLimits() {
  const { i18n } = useTranslation();
  return (terms: Terms) => ({
    each: inWords(terms.file_bytes, i18n.language),
    all: inWords(terms.message_bytes, i18n.language),
    count: terms.files,
    ends: new Intl.ListFormat(i18n.language, { type: "disjunction" }).format(
      terms.refused.filter((end) => KNOWN_ENDS.includes(end)).map((end) => `.${end}`),
    ),
  });
}

function Line({ one, files }: { one: Sending; files: Files }) {
  const { t, i18n } = useTranslation("portal");
  const { name, size } = one;
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" }).format(one.share);
  return (
    <Paper withBorder radius="md" px="sm" py={8}>
      <Group gap="sm" wrap="nowrap">
        <IconFile size={18} stroke={1.6} aria-hidden style={{ flex: "none" }} />
        <Stack gap={4} style={{ flex: 1, minWidth: 0 }}>
          <Group gap="xs" wrap="nowrap" justify="space-between">
            <Text size="sm" truncate>
              {name}
            </Text>
            <Text size="xs" className="muted numbers" style={{ flex: "none" }}>
              {inWords(size, i18n.language)}
              {one.sent && ` · ${t("files.ready")}`}
            </Text>
          </Group>
          {!one.sent && !one.problem && (
            <Progress
              value={one.share * 100}
              size="sm"
              aria-label={t("files.sending", { name, percent })}
            />
          )}
          {one.problem && (
            <Text size="xs" c="light-dark(#c92a2a, #ff8787)" role="alert">
              {one.problem.unreachable ? t("offline.text", { ns: "common" }) : one.problem.message}
            </Text>
          )}
        </Stack>
        {one.problem && one.file && (
          <ActionIcon
            variant="subtle"
            onClick={() => files.again(one.key)}
            aria-label={t("files.again", { name })}
          >
            <IconRefresh size={17} />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={() => files.remove(one.key)}
          aria-label={t("files.remove", { name })}
        >
          <IconX size={17} />
        </ActionIcon>
      </Group>
    </Paper>
  );
}
