/** A file's bytes, and what a page may safely show of them. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asProblem } from "@/lib/problem";
import { supabase } from "@/lib/supabase";
import type { Attached } from "./attached";

/** Pictures that every browser draws; SVG is left out, it can hold scripts. */
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const TEXTS = ["text/plain", "text/csv", "text/markdown", "application/json"];
const PREVIEW_BYTES = { picture: 3_000_000, text: 200_000 };

export type Looks = keyof typeof PREVIEW_BYTES;

/** How this file can be shown here; null: only as a download. */
export function looksOf({ content_type, size }: Pick<Attached, "content_type" | "size">) {
  const looks: Looks | null = PICTURES.includes(content_type)
    ? "picture"
    : TEXTS.includes(content_type)
      ? "text"
      : null;
  return looks && size <= PREVIEW_BYTES[looks] ? looks : null;
}

export async function bytesOf({ path }: Attached): Promise<Blob> {
  const { data, error } = await supabase().storage.from("attachments").download(path);
  if (error) throw asProblem(error);
  return data;
}

export function useBytes(file: Attached) {
  return useQuery({
    queryKey: ["picture", file.id],
    queryFn: () => bytesOf(file),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** An address for these bytes as long as they are shown, as the type that we say they have. */
export function useObjectUrl(bytes: Blob | undefined, type: string): string {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!bytes) return;
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url;
}

/** As a download, never as a page of this address: a file may be anything. */
export function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
