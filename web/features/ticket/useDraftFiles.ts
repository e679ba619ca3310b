/** The files of an answer: kept with its draft, so that they are there after a reload as well. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFiles } from "@/components/files/useFiles";
import { rows } from "@/lib/api";
import { useMe } from "@/lib/session";
import { kept } from "@/lib/storage";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";
import type { Draft } from "./useDraft";

/** Names by id: the desk forgets them with the file, and a person is told which one is gone. */
type Names = Record<string, string>;

export function useDraftFiles(ticketId: string, draft: Draft) {
  const { t } = useTranslation("ticket");
  const { userId } = useMe();
  const names = useMemo(
    () => kept<Names>(`autocrm.files.${userId}.${ticketId}`),
    [userId, ticketId],
  );
  const files = useFiles(ticketId, {
    arrived: (id, name) => {
      names.write({ ...names.read(), [id]: name });
      draft.attach((ids) => [...ids, id]);
    },
    removed: (id) => {
      names.write(without(names.read(), [id]));
      draft.attach((ids) => ids.filter((one) => one !== id));
    },
  });

  const { attachments, attach } = draft;
  const asked = [...new Set([...attachments, ...Object.keys(names.read() ?? {})])];
  const missing = asked.filter((id) => !files.ids.includes(id));
  const { data: found } = useQuery({
    queryKey: ["uploads", ticketId, missing.join()],
    queryFn: async () => ({
      asked: missing,
      uploads: await rows(
        supabase()
          .from("uploads")
          .select("id, path, name, size, draft_id, used_at")
          .in("id", missing),
      ),
    }),
    enabled: missing.length > 0,
    gcTime: 0,
  });

  const { restore } = files;
  useEffect(() => {
    if (!found) return;
    const waiting = found.uploads.filter((one) => !one.draft_id && !one.used_at);
    const back = waiting.filter((one) => attachments.includes(one.id));
    restore(
      back.map(({ id, path, name, size }) => ({ id, path, name, size, bucket: "attachments" })),
    );
    const known = { ...names.read() };
    for (const { id, name } of back) known[id] = name;
    const gone = found.asked.filter((id) => !found.uploads.some((one) => one.id === id));
    const told = gone.flatMap((id) => known[id] ?? []);
    if (told.length > 0) tell.problem(new Error(t("composer.expired", { names: told.join(", ") })));
    const over = found.asked.filter((id) => !waiting.some((one) => one.id === id));
    names.write(without(known, over));
    if (attachments.some((id) => over.includes(id))) {
      attach((ids) => ids.filter((id) => !over.includes(id)));
    }
  }, [found, attachments, attach, restore, names, t]);

  return {
    ...files,
    clear: () => {
      names.write(null);
      files.clear();
    },
  };
}

function without(names: Names | null, ids: string[]): Names | null {
  const left = Object.entries(names ?? {}).filter(([id]) => !ids.includes(id));
  return left.length > 0 ? Object.fromEntries(left) : null;
}
