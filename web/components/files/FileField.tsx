import "@mantine/dropzone/styles.css";
import { Button, Group, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconPaperclip } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { FileList, useLimits } from "./FileList";
import type { Files } from "./useFiles";
import { useTaking } from "./useTaking";

/** Drop or choose; the limits stand there before anybody meets them. */
export function FileField({ files }: { files: Files }) {
  const { t } = useTranslation("portal");
  const taking = useTaking(files);
  const choose = useRef<() => void>(null);
  const said = useLimits();
  if (!taking.terms) return null;
  return (
    <Stack gap="xs" role="group" aria-label={t("files.label")}>
      <Dropzone
        onDrop={taking.take}
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
            {t("files.limits", said(taking.terms))}
          </Text>
        </Group>
      </Dropzone>
      <FileList files={files} taking={taking} />
    </Stack>
  );
}
