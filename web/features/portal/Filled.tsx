import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimes } from "@/lib/time";
import { type Field, labelled, useFields } from "./data";
import { useFilledFields } from "./thread";

/** What is known beside the text, of the fields that are the customer's to see. */
export function Filled({ number, id }: { number: string; id: string }) {
  const { i18n } = useTranslation("portal");
  const fields = useFields();
  const given = useFilledFields(number, id);
  const say = useSay();
  const lines = (fields.data ?? []).flatMap((field) => {
    const value = given.data?.find((one) => one.field === field.key)?.value;
    return value == null ? [] : [{ field, value }];
  });
  if (lines.length === 0) return null;
  return (
    <Group gap="lg" component="dl" m={0}>
      {lines.map(({ field, value }) => (
        <div key={field.key}>
          <Text size="xs" className="muted" component="dt">
            {labelled(field.label, i18n.language, field.key)}
          </Text>
          <Text size="sm" component="dd" m={0}>
            {say(field, value)}
          </Text>
        </div>
      ))}
    </Group>
  );
}

function useSay() {
  const { t, i18n } = useTranslation("portal");
  const times = useTimes();
  return (field: Field, value: unknown): string => {
    const name = (one: unknown) => {
      const choice = field.choices.find((known) => known.value === one);
      return choice ? labelled(choice.label, i18n.language, choice.value) : String(one);
    };
    if (Array.isArray(value)) return new Intl.ListFormat(i18n.language).format(value.map(name));
    if (typeof value === "boolean") return value ? t("request.yes") : t("request.no");
    if (typeof value === "number") return new Intl.NumberFormat(i18n.language).format(value);
    return field.type === "date" ? times.day(String(value)) : name(value);
  };
}
