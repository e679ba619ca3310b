/** A mail is on its way: its link is opened, or its code typed here. */
import { Anchor, Button, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Trans, useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AuthCard } from "@/features/auth/AuthCard";
import { useChecks } from "@/features/auth/checks";
import { Form } from "@/features/auth/Form";
import { done, useReason } from "@/features/auth/reasons";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

const TYPES = { sign_in: "email", sign_up: "signup", reset: "recovery" } as const;

interface Props {
  email: string;
  what: keyof typeof TYPES;
  /** Sends another one. */
  again: () => Promise<unknown>;
  /** Back to the form, for another address. */
  back: () => void;
  /** The code was right: somebody is signed in now. */
  then?: () => void;
}

export function MailSent({ email, what, again, back, then }: Props) {
  const { t } = useTranslation("auth");
  const reason = useReason();
  const checks = useChecks();
  const form = useForm({ initialValues: { code: "" }, validate: { code: checks.code } });
  const check = useMutation({
    mutationFn: (code: string) =>
      done(supabase().auth.verifyOtp({ email, token: code.trim(), type: TYPES[what] })),
    onSuccess: then,
  });
  const resend = useMutation({
    mutationFn: again,
    onSuccess: () => tell.done(t("mail.sent_again")),
    onError: (error) => tell.problem(reason(error)),
  });
  return (
    <AuthCard
      title={t("mail.title")}
      text={<Trans t={t} i18nKey={`mail.${what}`} values={{ email }} components={{ b: <b /> }} />}
    >
      <Form onSubmit={form.onSubmit(({ code }) => check.mutate(code))}>
        <TextInput
          label={t("mail.code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          {...form.getInputProps("code")}
        />
        <ProblemAlert error={check.error && reason(check.error)} />
        <Button type="submit" loading={check.isPending || check.isSuccess}>
          {t("mail.submit")}
        </Button>
        <Group justify="space-between">
          <Anchor component="button" type="button" size="sm" onClick={back}>
            {t("mail.other")}
          </Anchor>
          <Anchor
            component="button"
            type="button"
            size="sm"
            disabled={resend.isPending}
            onClick={() => resend.mutate()}
          >
            {t("mail.again")}
          </Anchor>
        </Group>
      </Form>
    </AuthCard>
  );
}
