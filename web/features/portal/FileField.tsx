import "@mantine/dropzone/styles.css";
import { ActionIcon, Button, Group, Paper, Progress, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFile, IconPaperclip, IconRefresh, IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Fault, faultOf, inWords } from "./bytes";
import { useTerms } from "./data";
import type { Files, Sending } from "./useFiles";

/** Drop or choose; the limits stand there before anybody meets them. */
export function FileField({ files }: { files: Files }) {
  const { t } = useTranslation("portal");
  const { data: terms } = useTerms();
  const [faults, setFaults] = useState<Fault[]>([]);
  const choose = useRef<() => void>(null);
  const said = useLimits();
  const say = t as unknown as (key: string, values: object) => string;
  if (!terms) return null;

  const take = (given: File[]) => {
    const taken = {
      count: files.files.length,
      bytes: files.files.reduce((sum, { file }) => sum + file.size, 0),
    };
    const refused: Fault[] = [];
    const good = given.filter((file) => {
      const fault = faultOf(file, taken, terms);
      if (fault) refused.push(fault);
      else {
        taken.count += 1;
        taken.bytes += file.size;
      }
      return !fault;
    });
    setFaults(refused);
    if (good.length > 0) files.add(good);
  };

  return (
    <Stack gap="xs" role="group" aria-label={t("files.label")}>
      <Dropzone
        onDrop={take}
        openRef={choose}
        activateOnClick={false}
        activateOnKeyboard={false}
        tabIndex={-1}
        p="sm"
        radius="md"
        inputProps={{ "aria-label": t("files.add"), tabIndex: -1 }}
      >
        <Group gap="sm" style={{ pointerEvents: "all" }}>
          <Button
            variant="default"
            leftSection={<IconPaperclip size={17} aria-hidden />}
            onClick={() => choose.current?.()}
            style={{ flex: "none" }}
          >
            {t("files.add")}
          </Button>
          <Text size="xs" className="muted" style={{ flex: "1 1 200px" }}>
            {t("files.limits", said(terms))}
          </Text>
        </Group>
      </Dropzone>
      {faults.length > 0 && (
        <Stack gap={2} role="alert">
          {faults.map((fault) => (
            <Text size="sm" c="red" key={JSON.stringify(fault)}>
              {say(fault.key, { ...said(terms), ...fault })}
            </Text>
          ))}
        </Stack>
      )}
      {files.files.map((one) => (
        <Line key={one.key} one={one} files={files} />
      ))}
    </Stack>
  );
}

/** Those of the refused that people know. */
const KNOWN_ENDS = ["exe", "js", "bat"];

function useLimits() {
  const { i18n } = useTranslation();
  return (terms: NonNullable<ReturnType<typeof useTerms>["data"]>) => ({
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
  const { name, size } = one.file;
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
            <Text size="xs" c="red" role="alert">
              {one.problem.unreachable ? t("offline.text", { ns: "common" }) : one.problem.message}
            </Text>
          )}
        </Stack>
        {one.problem && (
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
