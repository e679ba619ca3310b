import { Button, Group, Stack, UnstyledButton } from "@mantine/core";
import { IconDownload, IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { tell } from "@/lib/tell";
import type { Attached } from "./attached";
import { inWords } from "./bytes";
import { bytesOf, looksOf, save, useBytes, useObjectUrl } from "./bytesOf";
import classes from "./files.module.css";
import { Preview } from "./Preview";

/** The files of a message: pictures small, all to look at (where one can) and to be taken along. */
export function FileChips({ files }: { files: Attached[] }) {
  const [shown, setShown] = useState<Attached | null>(null);
  if (files.length === 0) return null;
  return (
    <Stack gap={6}>
      {files
        .filter((one) => looksOf(one) === "picture")
        .map((one) => (
          <Picture key={one.id} file={one} open={() => setShown(one)} />
        ))}
      <Group gap={6}>
        {files.map((one) => (
          <Chip key={one.id} file={one} open={() => setShown(one)} />
        ))}
      </Group>
      {shown && <Preview file={shown} close={() => setShown(null)} />}
    </Stack>
  );
}

function Chip({ file, open }: { file: Attached; open: () => void }) {
  const { t, i18n } = useTranslation("portal");
  const [busy, setBusy] = useState(false);
  const size = inWords(file.size, i18n.language);
  const fetchIt = async () => {
    setBusy(true);
    try {
      save(await bytesOf(file), file.name);
    } catch (error) {
      tell.problem(error);
    } finally {
      setBusy(false);
    }
  };
  const looks = looksOf(file);
  return (
    <Button.Group style={{ maxWidth: "100%" }}>
      <Button
        variant="default"
        size="compact-sm"
        radius="xl"
        loading={busy}
        onClick={() => void fetchIt()}
        leftSection={<IconDownload size={14} aria-hidden />}
        aria-label={t("files.download", { name: file.name, size })}
        style={{ minWidth: 0 }}
      >
        {file.name} · {size}
      </Button>
      {looks === "text" && (
        <Button
          variant="default"
          size="compact-sm"
          radius="xl"
          px={8}
          onClick={open}
          aria-label={t("files.look", { name: file.name })}
          style={{ flex: "none" }}
        >
          <IconEye size={15} aria-hidden />
        </Button>
      )}
    </Button.Group>
  );
}

function Picture({ file, open }: { file: Attached; open: () => void }) {
  const { t } = useTranslation("portal");
  const url = useObjectUrl(useBytes(file).data, file.content_type);
  if (!url) return null;
  return (
    <UnstyledButton onClick={open} style={{ alignSelf: "flex-start", maxWidth: "100%" }}>
      <img src={url} alt={t("files.picture", { name: file.name })} className={classes.thumb} />
    </UnstyledButton>
  );
}
