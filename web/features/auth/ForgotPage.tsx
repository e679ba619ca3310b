import { Anchor, Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AuthCard } from "@/features/auth/AuthCard";
import { useChecks } from "@/features/auth/checks";
import { EmailField } from "@/features/auth/credentials";
import { Form } from "@/features/auth/Form";
import { MailSent } from "@/features/auth/MailSent";
import { callbackTo } from "@/features/auth/next";
import { done, useReason } from "@/features/auth/reasons";
import { supabase } from "@/lib/supabase";

export function ForgotPage() {
  const { t } = useTranslation("auth");
  const navigate = useNavigate();
  const reason = useReason();
  const checks = useChecks();
  const form = useForm({ initialValues: { email: "" }, validate: { email: checks.email } });
  const email = form.values.email.trim();
  const send = () =>
    done(supabase().auth.resetPasswordForEmail(email, { redirectTo: callbackTo("/new-password") }));
  const [sent, setSent] = useState(false);
  const ask = useMutation({ mutationFn: send, onSuccess: () => setSent(true) });

  if (sent) {
    return (
      <MailSent
        email={email}
        what="reset"
        again={send}
        back={() => setSent(false)}
        then={() => void navigate({ to: "/new-password" })}
      />
    );
  }
  return (
    <AuthCard
      title={t("forgot.title")}
      text={t("forgot.text")}
      footer={
        <Anchor component={Link} to="/sign-in" size="sm">
          {t("forgot.back")}
        </Anchor>
      }
    >
      <Form onSubmit={form.onSubmit(() => ask.mutate())}>
        <EmailField autoFocus {...form.getInputProps("email")} />
        <ProblemAlert error={ask.error && reason(ask.error)} />
        <Button type="submit" loading={ask.isPending}>
          {t("forgot.submit")}
        </Button>
      </Form>
    </AuthCard>
  );
}
