import { Anchor, Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AuthCard } from "@/features/auth/AuthCard";
import { Form } from "@/features/auth/Form";
import { done, useReason } from "@/features/auth/reasons";
import { supabase } from "@/lib/supabase";

/** The password was right: now the code of the authenticator app. Once it is, the page goes on. */
export function SecondStep({ factor }: { factor: string }) {
  const { t } = useTranslation("auth");
  const reason = useReason();
  const { code, setCode, prove, send } = useProof(factor);
  return (
    <AuthCard
      title={t("second.title")}
      text={t("second.text")}
      footer={
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() => void supabase().auth.signOut({ scope: "local" })}
        >
          {t("second.other")}
        </Anchor>
      }
    >
      <Form onSubmit={send}>
        <CodeField value={code} change={setCode} full={prove.mutate} />
        <ProblemAlert error={prove.error && reason(prove.error)} />
        <Button
          type="submit"
          disabled={code.length < 6}
          loading={prove.isPending || prove.isSuccess}
        >
          {t("second.submit")}
        </Button>
      </Form>
    </AuthCard>
  );
}

/** A code as it is typed, and what becomes of it; a wrong one is cleared away. */
export function useProof(factorId: string, proved?: () => Promise<void>) {
  const [code, setCode] = useState("");
  const prove = useMutation({
    mutationFn: (given: string) =>
      done(supabase().auth.mfa.challengeAndVerify({ factorId, code: given })),
    onSuccess: proved,
    onError: () => setCode(""),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === 6) prove.mutate(code);
  };
  return { code, setCode, prove, send };
}

interface CodeProps {
  value: string;
  change: (code: string) => void;
  /** Called with all six digits. */
  full: (code: string) => void;
}

/** Six digits, as the app shows them; the last one sends them. */
export function CodeField({ value, change, full }: CodeProps) {
  const { t } = useTranslation("auth");
  return (
    <TextInput
      label={t("second.code")}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      size="md"
      dir="ltr"
      styles={{ input: { letterSpacing: "0.35em", fontVariantNumeric: "tabular-nums" } }}
      value={value}
      onChange={(event) => {
        const code = event.currentTarget.value.replace(/\D/g, "").slice(0, 6);
        change(code);
        if (code.length === 6 && code !== value) full(code);
      }}
    />
  );
}
