/** The address one signs in with: confirm it, change it, have answers sent there. */
import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Trans, useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useAuthUser, useOwnCustomer, useRefresh } from "@/features/account/own";
import { Section } from "@/features/account/Section";
import { callbackTo } from "@/features/auth/next";
import { done, useReason } from "@/features/auth/reasons";
import { call } from "@/lib/api";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

const BOLD = { b: <b /> };

export function AddressSection() {
  const { t } = useTranslation("account");
  const user = useAuthUser().data;
  const own = useOwnCustomer().data;
  if (!user?.email) return null;
  // Whom the desk knows by this address sees all of it already.
  const known = own?.email.toLowerCase() === user.email.toLowerCase();
  const proved = user.identities?.some(
    (one) => one.provider === "email" && one.identity_data?.email_verified,
  );
  return (
    <Section title={t("address.title")}>
      <Text size="sm">
        <Trans t={t} i18nKey="address.now" values={{ email: user.email }} components={BOLD} />
      </Text>
      {!known &&
        (proved ? <AnswersElsewhere email={user.email} /> : <Unproved email={user.email} />)}
      {user.new_email && (
        <Alert variant="light">
          <Trans
            t={t}
            i18nKey="address.waits"
            values={{ email: user.new_email }}
            components={BOLD}
          />
        </Alert>
      )}
      <ChangeAddress email={user.email} />
    </Section>
  );
}

/** A sign-in link proves the mailbox as well as any. */
function Unproved({ email }: { email: string }) {
  const { t } = useTranslation("account");
  const reason = useReason();
  const send = useMutation({
    mutationFn: () =>
      done(
        supabase().auth.signInWithOtp({
          email,
          options: { shouldCreateUser: false, emailRedirectTo: callbackTo("/account") },
        }),
      ),
    onError: (error) => tell.problem(reason(error)),
  });
  return (
    <Alert variant="light">
      <Text size="sm" mb="sm">
        {send.isSuccess ? t("address.prove_sent", { email }) : t("address.unproved")}
      </Text>
      {!send.isSuccess && (
        <Button size="xs" variant="default" onClick={() => send.mutate()} loading={send.isPending}>
          {t("address.prove")}
        </Button>
      )}
    </Alert>
  );
}

/** After a change of the address, or when the customer is known by another one. */
function AnswersElsewhere({ email }: { email: string }) {
  const { t } = useTranslation("account");
  const own = useOwnCustomer().data;
  const refresh = useRefresh();
  const adopt = useMutation({
    mutationFn: () => call("use_my_address"),
    onSuccess: async () => {
      await refresh();
      tell.done(t("address.adopted", { email }));
    },
  });
  if (!own) return null;
  return (
    <Alert variant="light">
      {!own.email.endsWith(".invalid") && (
        <Text size="sm" mb="sm">
          <Trans
            t={t}
            i18nKey="address.answers_to"
            values={{ email: own.email }}
            components={BOLD}
          />
        </Text>
      )}
      <Button size="xs" variant="default" onClick={() => adopt.mutate()} loading={adopt.isPending}>
        {t("address.adopt", { email })}
      </Button>
      <ProblemAlert error={adopt.error} />
    </Alert>
  );
}

function ChangeAddress({ email: now }: { email: string }) {
  const { t } = useTranslation("account");
  const reason = useReason();
  const refresh = useRefresh();
  const form = useForm({
    initialValues: { email: "" },
    validate: {
      email: (value) => {
        if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value.trim())) return t("address.wrong");
        return value.trim().toLowerCase() === now.toLowerCase() ? t("address.same") : null;
      },
    },
  });
  const change = useMutation({
    mutationFn: (email: string) =>
      done(supabase().auth.updateUser({ email }, { emailRedirectTo: callbackTo("/account") })),
    onSuccess: async (_, email) => {
      form.reset();
      await refresh();
      tell.done(t("address.sent", { email }));
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ email }) => change.mutate(email.trim().toLowerCase()))}
    >
      <Group align="start">
        <TextInput
          label={t("address.new")}
          type="email"
          autoComplete="email"
          w="100%"
          maw={320}
          {...form.getInputProps("email")}
        />
        <Button type="submit" variant="default" mt={{ base: 0, xs: 25 }} loading={change.isPending}>
          {t("address.change")}
        </Button>
      </Group>
      <ProblemAlert error={change.error && reason(change.error)} />
    </form>
  );
}
