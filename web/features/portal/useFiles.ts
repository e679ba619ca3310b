/** The files of one message while they are on their way. */
import { useCallback, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/lib/problem";
import { type Announced, takeBack, upload } from "./upload";

export interface Sending {
  key: number;
  file: File;
  /** 0 to 1; `sent` when it is whole at the desk. */
  share: number;
  sent: Announced | null;
  problem: Problem | null;
}

export function useFiles(ticketId: string | null) {
  const [files, setFiles] = useState<Sending[]>([]);
  const next = useRef(1);
  const stops = useRef(new Map<number, AbortController>());

  const change = useCallback((key: number, now: Partial<Sending>) => {
    setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...now } : one)));
  }, []);

  const start = useCallback(
    (key: number, file: File) => {
      const stop = new AbortController();
      stops.current.set(key, stop);
      upload(file, ticketId, (share) => change(key, { share }), stop.signal)
        .then((sent) => change(key, { sent, share: 1 }))
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
      file,
      share: 0,
      sent: null,
      problem: null,
    }));
    setFiles((all) => [...all, ...added]);
    for (const { key, file } of added) start(key, file);
  };

  const again = (key: number) => {
    const found = files.find((one) => one.key === key);
    if (!found) return;
    change(key, { problem: null, share: 0 });
    start(key, found.file);
  };

  const remove = (key: number) => {
    stops.current.get(key)?.abort();
    const found = files.find((one) => one.key === key);
    setFiles((all) => all.filter((one) => one.key !== key));
    // Not worth a word when it fails: what was never sent is deleted by the desk after some days.
    if (found?.sent) takeBack(found.sent).catch(() => {});
  };

  return {
    files,
    add,
    again,
    remove,
    /** After they were sent with a message. */
    clear: () => setFiles([]),
    ids: files.flatMap(({ sent }) => (sent ? [sent.id] : [])),
    busy: files.some(({ sent, problem }) => !sent && !problem),
  };
}

export type Files = ReturnType<typeof useFiles>;
