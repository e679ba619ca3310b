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
}

export function useDraft(ticketId: string, mode: Mode) {
  const { memberId } = useMe();
  const [text, setText] = useState("");
  const [state, setState] = useState<"saved" | "saving" | "failed" | "">("");
  const known = useRef<Saved>({ text: "", version: 0 });
  const latest = useRef("");
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
          .select("text, version")
          .eq("ticket_id", ticketId)
          .eq("member_id", memberId ?? "")
          .eq("mode", mode),
      );
      return found?.[0] ?? { text: "", version: 0 };
    },
  });

  /** Take what the desk has, unless something else is being written here. */
  const take = useCallback((saved: Saved) => {
    const untouched = latest.current === known.current.text;
    known.current = saved;
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
    if (now === known.current.text) return setState("");
    setState("saving");
    try {
      if (now.trim() === "") {
        await call("discard_member_draft", { p_ticket_id: ticketId, p_mode: mode });
        known.current = { text: now, version: 0 };
      } else {
        const kept = await call<Saved, "save_member_draft">("save_member_draft", {
          p_ticket_id: ticketId,
          p_text: now,
          p_mode: mode,
          p_version: known.current.version || null,
        });
        known.current = { text: now, version: kept.version };
      }
      setState("saved");
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

  const write = useCallback(
    (now: string) => {
      latest.current = now;
      setText(now);
      setState("");
      clearTimeout(pause.current);
      pause.current = setTimeout(() => void flush(), PAUSE_MS);
    },
    [flush],
  );

  return {
    text,
    state,
    write,
    flush,
    /** The desk has sent or thrown it away. */
    clear: useCallback(() => {
      clearTimeout(pause.current);
      known.current = { text: "", version: 0 };
      latest.current = "";
      setText("");
      setState("");
    }, []),
    take,
  };
}

export type Draft = ReturnType<typeof useDraft>;
