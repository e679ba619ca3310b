/** The two ways to an account that accepts an invitation. */
import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Trans, useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useChecks } from "@/features/auth/checks";
import { EmailField, PasswordField } from "@/features/auth/credentials";
import { Form } from "@/features/auth/Form";
import { callbackTo } from "@/features/auth/next";
import { done, useReason } from "@/features/auth/reasons";
import { useSignUp } from "@/features/auth/SignUpPage";
import { supabase } from "@/lib/supabase";

type Accept = (name: string | undefined) => Promise<unknown>;

/** Where addresses are confirmed first, the link in that mail leads back to this page. */
export function JoinNew({ token, accept }: { token: string; accept: Accept }) {
  const { t } = useTranslation("auth");
  const reason = useReason();
  const checks = useChecks();
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validate: { name: checks.name, email: checks.email, password: checks.newPassword },
  });
  const here = `/invitation${token ? `?token=${encodeURIComponent(token)}` : ""}`;
  const join = useSignUp(callbackTo(here));
  if (join.isSuccess && !join.data.session) {
    const values = { email: form.values.email.trim() };
    return (
      <p>
        <Trans t={t} i18nKey="mail.sign_up" values={values} components={{ b: <b /> }} />
      </p>
    );
  }
  const submit = form.onSubmit(async (values) => {
    const made = await join.mutateAsync(values).catch(() => null);
    if (made?.session) await accept(values.name.trim()).catch(() => {}); // its own alert says why
  });
  return (
    <Form onSubmit={submit} label={t("invitation.new")}>
      <TextInput label={t("name")} autoComplete="name" {...form.getInputProps("name")} />
      <EmailField {...form.getInputProps("email")} />
      <PasswordField which="new" {...form.getInputProps("password")} />
      <ProblemAlert error={join.error && reason(join.error)} />
      <Button type="submit" loading={join.isPending || join.isSuccess}>
        {t("invitation.accept")}
      </Button>
    </Form>
  );
}

export function JoinKnown({ accept }: { accept: Accept }) {
  const { t } = useTranslation("auth");
  const reason = useReason();
  const checks = useChecks();
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: { email: checks.email, password: checks.password },
  });
  const enter = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      done(supabase().auth.signInWithPassword({ ...values, email: values.email.trim() })),
  });
  const submit = form.onSubmit(async (values) => {
    const entered = await enter.mutateAsync(values).catch(() => null);
    if (entered) await accept(undefined).catch(() => {}); // its own alert says why
  });
  return (
    <Form onSubmit={submit} label={t("invitation.known")}>
      <EmailField {...form.getInputProps("email")} />
      <PasswordField which="current" {...form.getInputProps("password")} />
      <ProblemAlert error={enter.error && reason(enter.error)} />
      <Button type="submit" loading={enter.isPending || enter.isSuccess}>
        {t("invitation.accept")}
      </Button>
    </Form>
  );
}
