import { Group, Loader, Modal, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import type { Attached } from "./attached";
import { looksOf, useBytes, useObjectUrl } from "./bytesOf";
import classes from "./files.module.css";

/** A file as large as the window allows. Text is shown as text, whatever stands in it. */
export function Preview({ file, close }: { file: Attached; close: () => void }) {
  const { t } = useTranslation("portal");
  const bytes = useBytes(file);
  const url = useObjectUrl(bytes.data, file.content_type);
  const looks = looksOf(file);
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {file.name}
        </Text>
      }
    >
      <ProblemAlert error={bytes.error} retry={() => void bytes.refetch()} />
      {bytes.isPending && (
        <Group justify="center" p="xl">
          <Loader size="sm" />
        </Group>
      )}
      {url && looks === "picture" && (
        <img src={url} alt={t("files.picture", { name: file.name })} className={classes.whole} />
      )}
      {bytes.data && looks === "text" && <Words file={file} bytes={bytes.data} />}
    </Modal>
  );
}

function Words({ file, bytes }: { file: Attached; bytes: Blob }) {
  const { data } = useQuery({
    queryKey: ["picture", file.id, "words"],
    queryFn: () => bytes.text(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <pre className={classes.text} dir="auto" tabIndex={0}>
      {data}
    </pre>
  );
}
