import { Anchor, Button, Divider, Group } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AuthCard } from "@/features/auth/AuthCard";
import { useChecks } from "@/features/auth/checks";
import { EmailField, PasswordField } from "@/features/auth/credentials";
import { Form } from "@/features/auth/Form";
import { callbackTo, useGoOn } from "@/features/auth/next";
import { done, useReason } from "@/features/auth/reasons";
import { useSession } from "@/lib/session";
import { supabase } from "@/lib/supabase";

/** Only who has a second factor needs it. */
const SecondStep = lazy(async () => ({
  default: (await import("@/features/auth/SecondStep")).SecondStep,
}));
/** Only who asks for a link by mail needs it. */
const MailSent = lazy(async () => ({
  default: (await import("@/features/auth/MailSent")).MailSent,
}));

export function SignInPage() {
  const { t } = useTranslation("auth");
  const next = useGoOn();
  const { factor, session } = useSession();
  const reason = useReason();
  const checks = useChecks();
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: { email: checks.email, password: checks.password },
  });
  const email = form.values.email.trim();
  const enter = useMutation({
    mutationFn: (password: string) => done(supabase().auth.signInWithPassword({ email, password })),
  });
  // Also for who has only written by mail so far: the link makes their account.
  const mailLink = () =>
    done(supabase().auth.signInWithOtp({ email, options: { emailRedirectTo: callbackTo(next) } }));
  const [sent, setSent] = useState(false);
  const link = useMutation({ mutationFn: mailLink, onSuccess: () => setSent(true) });
  const sendLink = () => {
    enter.reset();
    if (!form.validateField("email").hasError) link.mutate();
  };

  if (factor) {
    return (
      <Suspense fallback={<Loading page />}>
        <SecondStep factor={factor} />
      </Suspense>
    );
  }
  if (sent) {
    return (
      <Suspense fallback={<Loading />}>
        <MailSent email={email} what="sign_in" again={mailLink} back={() => setSent(false)} />
      </Suspense>
    );
  }
  return (
    <AuthCard
      title={t("sign_in.title")}
      text={t("sign_in.text")}
      footer={
        <>
          {t("sign_in.new_here")}{" "}
          <Anchor
            component={Link}
            to="/sign-up"
            search={{ next } as never}
            size="sm"
            underline="always"
          >
            {t("sign_in.sign_up")}
          </Anchor>
        </>
      }
    >
      <Form
        onSubmit={form.onSubmit(({ password }) => {
          link.reset();
          enter.mutate(password);
        })}
      >
        <EmailField autoFocus {...form.getInputProps("email")} />
        <PasswordField which="current" {...form.getInputProps("password")} />
        <ProblemAlert error={(enter.error ?? link.error) && reason(enter.error ?? link.error)} />
        <Button type="submit" loading={enter.isPending || (enter.isSuccess && session !== null)}>
          {t("sign_in.submit")}
        </Button>
        <Group justify="center">
          <Anchor component={Link} to="/forgot" size="sm">
            {t("sign_in.forgot")}
          </Anchor>
        </Group>
        <Divider label={<span className="muted">{t("or")}</span>} />
        <Button variant="default" onClick={sendLink} loading={link.isPending}>
          {t("sign_in.link")}
        </Button>
      </Form>
    </AuthCard>
  );
}
