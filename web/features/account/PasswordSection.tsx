import { Button, Group, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/features/account/Section";
import { done, useReason } from "@/features/auth/reasons";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

export function PasswordSection() {
  const { t } = useTranslation("account");
  const reason = useReason();
  const form = useForm({
    initialValues: { password: "" },
    validate: { password: (value) => (value ? null : t("password.needed")) },
  });
  const set = useMutation({
    mutationFn: (password: string) => done(supabase().auth.updateUser({ password })),
    onSuccess: () => {
      form.reset();
      tell.done(t("password.done"));
    },
  });
  return (
    <Section title={t("password.title")} text={t("password.text")}>
      <form noValidate onSubmit={form.onSubmit(({ password }) => set.mutate(password))}>
        <Group align="start">
          <PasswordInput
            label={t("password.new")}
            autoComplete="new-password"
            w="100%"
            maw={320}
            {...form.getInputProps("password")}
          />
          <Button type="submit" variant="default" mt={{ base: 0, xs: 25 }} loading={set.isPending}>
            {t("password.set")}
          </Button>
        </Group>
      </form>
      <ProblemAlert error={set.error && reason(set.error)} />
    </Section>
  );
}
