import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { AuthCard } from "@/features/auth/AuthCard";
import { useChecks } from "@/features/auth/checks";
import { Form } from "@/features/auth/Form";
import { homeOf } from "@/features/auth/next";
import { done, useReason } from "@/features/auth/reasons";
import { SecondStep } from "@/features/auth/SecondStep";
import { type Me, useSession } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

/** After the link of a reset, which signs in. */
export function NewPasswordPage() {
  const { t } = useTranslation("auth");
  const { me, factor } = useSession();
  if (factor) return <SecondStep factor={factor} />;
  if (me) return <NewPassword me={me} />;
  return (
    <AuthCard title={t("new_password.over_title")} text={t("new_password.over_text")}>
      <Button component={Link} to="/forgot" fullWidth>
        {t("new_password.ask")}
      </Button>
    </AuthCard>
  );
}

function NewPassword({ me }: { me: Me }) {
  const { t } = useTranslation("auth");
  const navigate = useNavigate();
  const reason = useReason();
  const checks = useChecks();
  const form = useForm({
    initialValues: { password: "" },
    validate: { password: checks.newPassword },
  });
  const set = useMutation({
    mutationFn: (password: string) => done(supabase().auth.updateUser({ password })),
    onSuccess: () => {
      tell.done(t("new_password.done"));
      void navigate({ href: homeOf(me) });
    },
  });
  return (
    <AuthCard title={t("new_password.title")} text={t("new_password.text", { email: me.email })}>
      <Form onSubmit={form.onSubmit(({ password }) => set.mutate(password))}>
        <PasswordInput
          label={t("new_password.label")}
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps("password")}
        />
        <ProblemAlert error={set.error && reason(set.error)} />
        <Button type="submit" loading={set.isPending}>
          {t("new_password.submit")}
        </Button>
      </Form>
    </AuthCard>
  );
}
