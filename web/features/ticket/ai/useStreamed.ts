/** An answer of the copilot that is shown while it is written. */
import { useCallback, useEffect, useRef, useState } from "react";
import { stream } from "@/lib/stream";

interface State<T> {
  phase: "idle" | "running" | "stopped" | "failed" | "done";
  /** What has come so far. Nobody has checked it. */
  text: string;
  told: T | null;
  error: unknown;
}

const IDLE = { phase: "idle", text: "", told: null, error: null } as const;

export function useStreamed<T>() {
  const [state, setState] = useState<State<T>>(IDLE);
  const current = useRef<AbortController>(null);

  const run = useCallback(async (path: string, body: Record<string, unknown>) => {
    current.current?.abort();
    const stop = new AbortController();
    current.current = stop;
    // Of an answer that was stopped, or asked anew, nothing more is heard.
    const change = (now: (before: State<T>) => Partial<State<T>>) => {
      if (!stop.signal.aborted) setState((before) => ({ ...before, ...now(before) }));
    };
    setState({ ...IDLE, phase: "running" });
    try {
      const piece = (text: string) => change((before) => ({ text: before.text + text }));
      const told = await stream<T>(path, body, piece, stop.signal);
      change(() => ({ phase: "done", told }));
    } catch (error) {
      change(() => ({ phase: "failed", error }));
    }
  }, []);

  const stop = useCallback(() => {
    current.current?.abort();
    setState((before) => (before.phase === "running" ? { ...before, phase: "stopped" } : before));
  }, []);

  useEffect(() => () => current.current?.abort(), []);

  return { ...state, running: state.phase === "running", run, stop };
}

export type Streamed<T> = ReturnType<typeof useStreamed<T>>;
