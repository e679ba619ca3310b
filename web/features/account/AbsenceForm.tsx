import { Button, SimpleGrid, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { instant } from "@/features/account/zones";
import { call } from "@/lib/api";
import { useMe } from "@/lib/session";
import { tell } from "@/lib/tell";

/** Times are those of the profile's zone, as everywhere. */
export function AbsenceForm({ added }: { added: () => Promise<unknown> }) {
  const { t } = useTranslation("account");
  const { timeZone } = useMe();
  const form = useForm({
    initialValues: { from: "", until: "", note: "" },
    validate: {
      from: (value) => (value ? null : t("absence.needed")),
      until: (value, { from }) => {
        if (!value) return t("absence.needed");
        return value > from ? null : t("absence.order"); // both are written 2026-11-25T08:00
      },
    },
  });
  const add = useMutation({
    mutationFn: ({ from, until, note }: typeof form.values) =>
      call("add_absence", {
        p_starts_at: instant(from, timeZone).toISOString(),
        p_ends_at: instant(until, timeZone).toISOString(),
        p_note: note.trim(),
      }),
    onSuccess: async () => {
      form.reset();
      await added();
      tell.done(t("absence.added"));
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit((values) => add.mutate(values))}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          type="datetime-local"
          label={t("absence.from")}
          {...form.getInputProps("from")}
        />
        <TextInput
          type="datetime-local"
          label={t("absence.until")}
          {...form.getInputProps("until")}
        />
        <TextInput label={t("absence.note")} maxLength={500} {...form.getInputProps("note")} />
      </SimpleGrid>
      <ProblemAlert error={add.error} />
      <Button type="submit" variant="default" mt="md" loading={add.isPending}>
        {t("absence.add")}
      </Button>
    </form>
  );
}
