import { Button, SimpleGrid, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { follow, LanguageField, ZoneField } from "@/features/account/fields";
import { useRefresh } from "@/features/account/own";
import { Section } from "@/features/account/Section";
import { done, useReason } from "@/features/auth/reasons";
import { call } from "@/lib/api";
import { useMe } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

export function CustomerProfile() {
  const { t, i18n } = useTranslation("account");
  const { t: common } = useTranslation();
  const me = useMe();
  const refresh = useRefresh();
  const reason = useReason();
  const form = useForm({
    initialValues: {
      name: me.name === me.email ? "" : me.name,
      locale: me.locale ?? i18n.language,
      timeZone: me.timeZone ?? null,
    },
    validate: { name: (value) => (value.trim() ? null : t("profile.name_needed")) },
  });
  const save = useMutation({
    mutationFn: async ({ name, locale, timeZone }: typeof form.values) => {
      const data = { name: name.trim(), locale };
      // Before the first request there is no customer: Auth keeps it until then.
      await done(supabase().auth.updateUser({ data }));
      if (me.customerId) {
        await call("set_my_details", {
          p_name: data.name,
          p_locale: locale,
          p_time_zone: timeZone,
        });
      }
      await follow(locale);
    },
    onSuccess: async () => {
      form.resetDirty();
      await refresh();
      tell.done(common("saved"));
    },
  });
  return (
    <Section title={t("profile.title")}>
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t("profile.name")}
            autoComplete="name"
            maxLength={200}
            {...form.getInputProps("name")}
          />
          <LanguageField {...form.getInputProps("locale")} />
          {me.customerId && <ZoneField {...form.getInputProps("timeZone")} />}
        </SimpleGrid>
        <ProblemAlert error={save.error && reason(save.error)} />
        <Button type="submit" mt="md" loading={save.isPending} disabled={!form.isDirty()}>
          {common("save")}
        </Button>
      </form>
    </Section>
  );
}
