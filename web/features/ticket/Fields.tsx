import { Checkbox, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Opened } from "./data";

interface Props {
  opened: Opened;
  set: (changes: Record<string, unknown>) => void;
  disabled: boolean;
}

/** The desk's own fields: saved when one leaves them or chooses. */
export function Fields({ opened, set, disabled }: Props) {
  return opened.fields.map((field) => (
    <One
      key={`${field.key} ${JSON.stringify(field.value)}`}
      field={field}
      disabled={disabled}
      put={(value) => set({ fields: { [field.key]: value } })}
    />
  ));
}

function One({
  field,
  put,
  disabled,
}: {
  field: Field;
  put: (value: unknown) => void;
  disabled: boolean;
}) {
  const { i18n } = useTranslation("ticket");
  const inWords = (label: Record<string, string>, fallback: string) =>
    label[i18n.language] ?? label.en ?? Object.values(label)[0] ?? fallback;
  const label = inWords(field.label, field.key);
  const same = { size: "xs", label, disabled } as const;
  const choices = field.choices.map((one) => ({
    value: one.value,
    label: inWords(one.label, one.value),
  }));
  switch (field.type) {
    case "choice":
      return (
        <Select {...same} data={choices} value={asText(field.value)} onChange={put} clearable />
      );
    case "choices":
      return (
        <MultiSelect
          {...same}
          data={choices}
          value={Array.isArray(field.value) ? (field.value as string[]) : []}
          onChange={put}
        />
      );
    case "boolean":
      return (
        <Checkbox
          size="xs"
          label={label}
          disabled={disabled}
          checked={field.value === true}
          onChange={({ currentTarget }) => put(currentTarget.checked)}
        />
      );
    default:
      return <Typed field={field} put={put} {...same} />;
  }
}

const asText = (value: unknown) => (value == null ? null : String(value));

function Typed({
  field,
  put,
  ...rest
}: {
  field: Field;
  put: (value: unknown) => void;
  size: "xs";
  label: string;
  disabled: boolean;
}) {
  const before = asText(field.value) ?? "";
  const [text, setText] = useState(before);
  useEffect(() => setText(before), [before]);
  const leave = () => {
    if (text === before) return;
    put(text === "" ? null : field.type === "number" ? Number(text) : text);
  };
  if (field.type === "number") {
    return (
      <NumberInput
        {...rest}
        value={text}
        onChange={(now) => setText(String(now))}
        onBlur={leave}
        hideControls
      />
    );
  }
  return (
    <TextInput
      {...rest}
      type={field.type === "date" ? "date" : "text"}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={leave}
    />
  );
}
