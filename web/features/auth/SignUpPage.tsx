import { Anchor, Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AuthCard } from "@/features/auth/AuthCard";
import { useChecks } from "@/features/auth/checks";
import { EmailField, PasswordField } from "@/features/auth/credentials";
import { Form } from "@/features/auth/Form";
import { MailSent } from "@/features/auth/MailSent";
import { callbackTo, useGoOn } from "@/features/auth/next";
import { done, useReason } from "@/features/auth/reasons";
import { supabase } from "@/lib/supabase";

export function SignUpPage() {
  const { t } = useTranslation("auth");
  const next = useGoOn();
  const reason = useReason();
  const checks = useChecks();
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validate: { name: checks.name, email: checks.email, password: checks.newPassword },
  });
  const join = useSignUp(callbackTo(next));
  const email = form.values.email.trim();

  // Where addresses are confirmed first, nobody is signed in yet.
  if (join.isSuccess && !join.data.session) {
    const again = () =>
      done(
        supabase().auth.resend({
          type: "signup",
          email,
          options: { emailRedirectTo: callbackTo(next) },
        }),
      );
    return <MailSent email={email} what="sign_up" again={again} back={join.reset} />;
  }
  return (
    <AuthCard
      title={t("sign_up.title")}
      text={t("sign_up.text")}
      footer={
        <>
          {t("sign_up.known")}{" "}
          <Anchor
            component={Link}
            to="/sign-in"
            search={{ next } as never}
            size="sm"
            underline="always"
          >
            {t("sign_up.sign_in")}
          </Anchor>
        </>
      }
    >
      <Form onSubmit={form.onSubmit((values) => join.mutate(values))}>
        <TextInput
          label={t("name")}
          autoComplete="name"
          autoFocus
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <EmailField {...form.getInputProps("email")} />
        <PasswordField which="new" {...form.getInputProps("password")} />
        <ProblemAlert error={join.error && reason(join.error)} />
        <Button type="submit" loading={join.isPending || join.isSuccess}>
          {t("sign_up.submit")}
        </Button>
      </Form>
    </AuthCard>
  );
}

export interface Newcomer {
  name: string;
  email: string;
  password: string;
}

/** Makes an account; `data.session` is null where the address must be confirmed first. */
export function useSignUp(emailRedirectTo: string) {
  const { i18n } = useTranslation("auth");
  return useMutation({
    mutationFn: async ({ name, email, password }: Newcomer) => {
      const { data } = await done(
        supabase().auth.signUp({
          email: email.trim(),
          password,
          options: { emailRedirectTo, data: { name: name.trim(), locale: i18n.language } },
        }),
      );
      return data;
    },
  });
}
