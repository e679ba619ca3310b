/** What one is writing, kept at the desk: it is there in the next window and after a crash. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { call, rows } from "@/lib/api";
import { useMe } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

export type Mode = "reply" | "note";
const PAUSE_MS = 700;

interface Saved {
  text: string;
  version: number;
  /** Ids of uploads that go along; notes have none. */
  attachments: string[];
}

const NOTHING: Saved = { text: "", version: 0, attachments: [] };
const alike = (one: string[], two: string[]) => one.join() === two.join();

export function useDraft(ticketId: string, mode: Mode) {
  const { memberId } = useMe();
  const [text, setText] = useState("");
  const [state, setState] = useState<"saved" | "saving" | "failed" | "">("");
  const [attachments, setAttachments] = useState<string[]>([]);
  const known = useRef<Saved>(NOTHING);
  const latest = useRef("");
  const latestFiles = useRef<string[]>([]);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const saving = useRef<Promise<void>>(Promise.resolve());

  const stored = useQuery({
    // Not below the ticket's key: a text that comes back must not overtake the ticket's new version.
    queryKey: ["member-draft", ticketId, mode],
    gcTime: 0, // what was sent meanwhile must not be shown as if it were still to be
    queryFn: async (): Promise<Saved> => {
      const found = await rows(
        supabase()
          .from("member_drafts")
          .select("text, version, attachments")
          .eq("ticket_id", ticketId)
          .eq("member_id", memberId ?? "")
          .eq("mode", mode),
      );
      return found?.[0] ?? NOTHING;
    },
  });

  /** Take what the desk has, unless something else is being written here. */
  const take = useCallback((saved: Omit<Saved, "attachments"> & Partial<Saved>) => {
    const untouched = latest.current === known.current.text;
    const files = saved.attachments ?? known.current.attachments;
    // What has been added here meanwhile stays; it is saved with the next word.
    const added = latestFiles.current.filter((id) => !known.current.attachments.includes(id));
    known.current = { ...saved, attachments: files };
    latestFiles.current = [...files, ...added.filter((id) => !files.includes(id))];
    setAttachments(latestFiles.current);
    if (untouched || latest.current === "") {
      latest.current = saved.text;
      setText(saved.text);
    }
  }, []);
  useEffect(() => {
    if (stored.data && stored.data.version !== known.current.version) take(stored.data);
  }, [stored.data, take]);

  const save = useCallback(async () => {
    const now = latest.current;
    const files = latestFiles.current;
    if (now === known.current.text && alike(files, known.current.attachments)) {
      return setState(known.current.version > 0 ? "saved" : ""); // the save before had it all
    }
    setState("saving");
    try {
      if (now.trim() === "" && files.length === 0) {
        await call("discard_member_draft", { p_ticket_id: ticketId, p_mode: mode });
        known.current = { ...NOTHING, text: now };
        return setState("");
      } else {
        const kept = await call<Saved, "save_member_draft">("save_member_draft", {
          p_ticket_id: ticketId,
          p_text: now,
          p_mode: mode,
          p_version: known.current.version || null,
          p_attachments: files,
        });
        known.current = { text: now, version: kept.version, attachments: files };
      }
      // What was written meanwhile is not kept yet, and is not said to be.
      const whole = latest.current === now && alike(latestFiles.current, files);
      setState(whole ? "saved" : "");
    } catch (error) {
      setState("failed");
      tell.problem(error);
    }
  }, [ticketId, mode]);

  /** Saves follow one another: each needs the version of the one before. */
  const flush = useCallback(() => {
    clearTimeout(pause.current);
    saving.current = saving.current.then(save);
    return saving.current;
  }, [save]);

  useEffect(() => () => void flush(), [flush]);

  const soon = useCallback(() => {
    setState("");
    clearTimeout(pause.current);
    pause.current = setTimeout(() => void flush(), PAUSE_MS);
  }, [flush]);

  const write = useCallback(
    (now: string) => {
      latest.current = now;
      setText(now);
      soon();
    },
    [soon],
  );

  /** Other files go along from now on: `change` makes the new list of the old one. */
  const attach = useCallback(
    (change: (ids: string[]) => string[]) => {
      latestFiles.current = change(latestFiles.current);
      setAttachments(latestFiles.current);
      soon();
    },
    [soon],
  );

  return {
    text,
    state,
    attachments,
    write,
    attach,
    flush,
    /** The desk has sent or thrown it away. */
    clear: useCallback(() => {
      clearTimeout(pause.current);
      known.current = NOTHING;
      latest.current = "";
      latestFiles.current = [];
      setText("");
      setAttachments([]);
      setState("");
    }, []),
    take,
  };
}

export type Draft = ReturnType<typeof useDraft>;
