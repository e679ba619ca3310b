/** What a customer may fill in beside the text; each as its type wants it. */
import { Checkbox, Group, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Field, labelled } from "./data";

export type Values = Record<string, unknown>;

/** What was filled in, and nothing else: an empty field is no value. */
export function filled(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) =>
      Array.isArray(value) ? value.length > 0 : value !== "" && value != null,
    ),
  );
}

interface Props {
  fields: Field[];
  values: Values;
  onChange: (values: Values) => void;
}

export function FieldInputs({ fields, values, onChange }: Props) {
  return fields.map((field) => (
    <One
      key={field.key}
      field={field}
      value={values[field.key]}
      onChange={(value) => onChange({ ...values, [field.key]: value })}
    />
  ));
}

interface OneProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}

function One({ field, value, onChange }: OneProps) {
  const { t, i18n } = useTranslation("portal");
  const label = `${labelled(field.label, i18n.language, field.key)} (${t("new.optional")})`;
  const choices = field.choices.map((one) => ({
    value: one.value,
    label: labelled(one.label, i18n.language, one.value),
  }));
  const text = typeof value === "string" ? value : "";
  if (field.type === "number") {
    return (
      <NumberInput
        size="md"
        label={label}
        value={typeof value === "number" ? value : ""}
        onChange={(next) => onChange(typeof next === "number" ? next : "")}
      />
    );
  }
  if (field.type === "boolean") {
    return (
      <NativeSelect
        size="md"
        label={label}
        value={value === true ? "yes" : value === false ? "no" : ""}
        onChange={({ currentTarget: { value: next } }) => onChange(next ? next === "yes" : null)}
        data={[
          { value: "", label: t("new.choose") },
          { value: "yes", label: t("new.yes") },
          { value: "no", label: t("new.no") },
        ]}
      />
    );
  }
  if (field.type === "choice") {
    return (
      <NativeSelect
        size="md"
        label={label}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[{ value: "", label: t("new.choose") }, ...choices]}
      />
    );
  }
  if (field.type === "multi_choice") {
    return (
      <Checkbox.Group label={label} value={(value as string[]) ?? []} onChange={onChange}>
        <Group mt={6}>
          {choices.map((one) => (
            <Checkbox key={one.value} value={one.value} label={one.label} />
          ))}
        </Group>
      </Checkbox.Group>
    );
  }
  return (
    <TextInput
      size="md"
      type={field.type === "date" ? "date" : "text"}
      label={label}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
