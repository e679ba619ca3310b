/** The files of one message while they are on their way. */
import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/lib/problem";
import { type Announced, takeBack, upload } from "./upload";

export interface Sending {
  key: number;
  name: string;
  size: number;
  /** Null where an earlier visit has sent it: the desk has it, this page has not. */
  file: File | null;
  /** 0 to 1; `sent` when it is whole at the desk. */
  share: number;
  sent: Announced | null;
  problem: Problem | null;
}

export interface Kept extends Announced {
  name: string;
  size: number;
}

/** Whoever keeps the list elsewhere as well hears what came to it and what left. */
interface Listener {
  arrived?: (id: string, name: string) => void;
  removed?: (id: string) => void;
}

export function useFiles(ticketId: string | null, listener: Listener = {}) {
  const [files, setFiles] = useState<Sending[]>([]);
  const next = useRef(1);
  const stops = useRef(new Map<number, AbortController>());
  const heard = useRef(listener);
  heard.current = listener;

  const change = useCallback((key: number, now: Partial<Sending>) => {
    setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...now } : one)));
  }, []);

  const start = useCallback(
    (key: number, file: File) => {
      const stop = new AbortController();
      stops.current.set(key, stop);
      upload(file, ticketId, (share) => change(key, { share }), stop.signal)
        .then((sent) => {
          change(key, { sent, share: 1 });
          heard.current.arrived?.(sent.id, file.name);
        })
        .catch((error) => stop.signal.aborted || change(key, { problem: asProblem(error) }))
        .finally(() => stops.current.delete(key));
    },
    [ticketId, change],
  );

  useEffect(() => {
    const running = stops.current;
    return () => {
      for (const stop of running.values()) stop.abort();
    };
  }, []);

  const add = (given: File[]) => {
    const added = given.map((file) => ({
      key: next.current++,
      name: file.name,
      size: file.size,
      file,
      share: 0,
      sent: null,
      problem: null,
    }));
    setFiles((all) => [...all, ...added]);
    for (const { key, file } of added) start(key, file);
  };

  /** What an earlier visit has sent for this message; what is there already stays as it is. */
  const restore = useCallback((given: Kept[]) => {
    setFiles((all) => {
      const here = new Set(all.map((one) => one.sent?.id));
      const back = given.filter((one) => !here.has(one.id));
      if (back.length === 0) return all;
      return [
        ...all,
        ...back.map(({ name, size, ...sent }) => ({
          key: next.current++,
          name,
          size,
          file: null,
          share: 1,
          sent,
          problem: null,
        })),
      ];
    });
  }, []);

  const again = (key: number) => {
    const found = files.find((one) => one.key === key);
    if (!found?.file) return;
    change(key, { problem: null, share: 0 });
    start(key, found.file);
  };

  const remove = (key: number) => {
    stops.current.get(key)?.abort();
    const found = files.find((one) => one.key === key);
    setFiles((all) => all.filter((one) => one.key !== key));
    if (!found?.sent) return;
    heard.current.removed?.(found.sent.id);
    // Not worth a word when it fails: what was never sent is deleted by the desk after some days.
    takeBack(found.sent).catch(() => {});
  };

  return {
    files,
    add,
    restore,
    again,
    remove,
    /** After they were sent with a message. */
    clear: useCallback(() => setFiles([]), []),
    ids: files.flatMap(({ sent }) => (sent ? [sent.id] : [])),
    busy: files.some(({ sent, problem }) => !sent && !problem),
  };
}

export type Files = ReturnType<typeof useFiles>;
