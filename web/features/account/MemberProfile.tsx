import { Button, SimpleGrid, Switch, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { follow, LanguageField, ZoneField } from "@/features/account/fields";
import { ACCOUNT, useRefresh } from "@/features/account/own";
import { Section } from "@/features/account/Section";
import { call, rows } from "@/lib/api";
import { useMe } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

interface Values {
  name: string;
  locale: string;
  timeZone: string | null;
  signature: string;
}

export function MemberProfile() {
  const { t } = useTranslation("account");
  const me = useMe();
  const own = useQuery({
    queryKey: [...ACCOUNT, "member", me.memberId],
    queryFn: async (): Promise<Values | null> => {
      const found = await rows(
        supabase()
          .from("members")
          .select("name, locale, time_zone, signature")
          .eq("id", me.memberId as string),
      );
      const [row] = found ?? [];
      return row
        ? { name: row.name, locale: row.locale, timeZone: row.time_zone, signature: row.signature }
        : null;
    },
  });
  return (
    <Section title={t("profile.title")}>
      <ProblemAlert error={own.error} retry={() => void own.refetch()} />
      {own.isPending ? <Loading /> : own.data && <Fields own={own.data} />}
      <Available />
    </Section>
  );
}

function Fields({ own }: { own: Values }) {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const refresh = useRefresh();
  const form = useForm<Values>({
    initialValues: own,
    validate: { name: (value) => (value.trim() ? null : t("profile.name_needed")) },
  });
  const save = useMutation({
    mutationFn: async (values: Values) => {
      await call("set_profile", {
        p_name: values.name.trim(),
        p_locale: values.locale,
        p_time_zone: values.timeZone,
        p_signature: values.signature,
      });
      if (values.locale !== own.locale) await follow(values.locale);
    },
    onSuccess: async (_, values) => {
      form.resetDirty(values);
      await refresh();
      tell.done(common("saved"));
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t("profile.name")}
          autoComplete="name"
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <LanguageField {...form.getInputProps("locale")} />
        <ZoneField {...form.getInputProps("timeZone")} />
      </SimpleGrid>
      <Textarea
        mt="md"
        label={t("profile.signature")}
        description={<span className="muted">{t("profile.signature_text")}</span>}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={5000}
        {...form.getInputProps("signature")}
      />
      <ProblemAlert error={save.error} />
      <Button type="submit" mt="md" loading={save.isPending} disabled={!form.isDirty()}>
        {common("save")}
      </Button>
    </form>
  );
}

function Available() {
  const { t } = useTranslation("account");
  const me = useMe();
  const refresh = useRefresh();
  const set = useMutation({
    mutationFn: (available: boolean) => call("set_profile", { p_available: available }),
    onSuccess: refresh,
    onError: tell.problem,
  });
  return (
    <Switch
      label={t("profile.available")}
      description={<span className="muted">{t("profile.available_text")}</span>}
      checked={set.isPending ? set.variables : me.available}
      onChange={(event) => set.mutate(event.currentTarget.checked)}
    />
  );
}
