import { Button, Group, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/lib/problem";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";
import { inWords } from "./bytes";
import classes from "./portal.module.css";
import type { Attached } from "./thread";

/** Pictures that every browser draws; SVG is left out, it can hold scripts. */
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const PREVIEW_BYTES = 3_000_000;

export function FileChips({ files }: { files: Attached[] }) {
  if (files.length === 0) return null;
  return (
    <Stack gap={6}>
      {files
        .filter((one) => PICTURES.includes(one.content_type) && one.size <= PREVIEW_BYTES)
        .map((one) => (
          <Picture key={one.id} file={one} />
        ))}
      <Group gap={6}>
        {files.map((one) => (
          <Chip key={one.id} file={one} />
        ))}
      </Group>
    </Stack>
  );
}

async function bytesOf({ path }: Attached): Promise<Blob> {
  const { data, error } = await supabase().storage.from("attachments").download(path);
  if (error) throw asProblem(error);
  return data;
}

function Chip({ file }: { file: Attached }) {
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
  return (
    <Button
      variant="default"
      size="compact-sm"
      radius="xl"
      loading={busy}
      onClick={() => void fetchIt()}
      leftSection={<IconDownload size={14} aria-hidden />}
      aria-label={t("files.download", { name: file.name, size })}
      style={{ maxWidth: "100%" }}
    >
      {file.name} · {size}
    </Button>
  );
}

/** As a download, never as a page of this address: a file may be anything. */
function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function Picture({ file }: { file: Attached }) {
  const { t } = useTranslation("portal");
  const { data } = useQuery({
    queryKey: ["picture", file.id],
    queryFn: () => bytesOf(file),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(new Blob([data], { type: file.content_type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data, file.content_type]);
  if (!url) return null;
  return <img src={url} alt={t("files.picture", { name: file.name })} className={classes.thumb} />;
}
