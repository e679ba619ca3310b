/** The form of a new request: kept in this browser while it is written, sent once. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFiles } from "@/components/files/useFiles";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { ME, useMe } from "@/lib/session";
import { kept } from "@/lib/storage";
import { tell } from "@/lib/tell";
import { filled, type Values } from "./FieldInputs";
import { newKey } from "./key";

interface Written {
  subject: string;
  text: string;
}

const NOTHING: Written = { subject: "", text: "" };

/** A subject for who gave none: how the text begins. */
export function subjectOf({ subject, text }: Written): string {
  const given = subject.trim();
  if (given) return given;
  const first = text.trim().split("\n")[0] ?? "";
  return first.length > 80 ? `${first.slice(0, 79).trimEnd()}…` : first;
}

export function useNewRequest() {
  const { t } = useTranslation("portal");
  const me = useMe();
  const store = useMemo(() => kept<Written>(`autocrm.request.${me.userId}`), [me.userId]);
  const [written, setWritten] = useState<Written>(() => store.read() ?? NOTHING);
  const [fields, setFields] = useState<Values>({});
  const [key] = useState(newKey);
  const [fault, setFault] = useState("");
  const [sending, setSending] = useState(false);
  const once = useRef(false); // faster than the state: a second click changes nothing
  const [solved, setSolved] = useState(false);
  const files = useFiles(null);
  const queries = useQueryClient();
  const navigate = useNavigate();

  const write = (now: Partial<Written>) => {
    const next = { ...written, ...now };
    setWritten(next);
    setFault("");
    store.write(next.subject || next.text ? next : null);
  };

  /** False where something is missing: the form says what. */
  const send = async (): Promise<boolean> => {
    if (once.current) return true;
    if (!written.text.trim()) setFault(t("new.need_text"));
    else if (files.busy) tell.problem(new Error(t("new.wait_files")));
    else {
      once.current = true;
      setSending(true);
      await deliver().finally(() => setSending(false));
      return true;
    }
    return false;
  };

  const deliver = async () => {
    try {
      const made = await call<{ number: number }, "open_request">("open_request", {
        p_subject: subjectOf(written),
        p_text: written.text,
        p_fields: filled(fields),
        p_key: key,
        p_attachments: files.ids,
      });
      store.write(null);
      // The first request makes somebody a customer, with a channel of their own.
      void queries.invalidateQueries({ queryKey: ME });
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.requests });
      tell.done(t("new.sent", { number: made.number }));
      await navigate({ to: "/requests/$number", params: { number: String(made.number) } });
    } catch (error) {
      once.current = false;
      tell.problem(error);
    }
  };

  /** Nothing is sent; that it helped is counted. */
  const settle = (way: "article" | "answer", slug: string) => {
    setSolved(true);
    store.write(null);
    call("count_deflection", { p_key: key, p_way: way, p_slug: slug || null }).catch(() => {});
  };

  const question = [written.subject, written.text].filter((part) => part.trim()).join("\n\n");
  return {
    ...{ written, write, fields, setFields, files, fault, send, sending },
    ...{ solved, settle, unsettle: () => setSolved(false), question },
  };
}
