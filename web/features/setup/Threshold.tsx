import { Slider, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  help: string;
  value: number;
  change: (value: number) => void;
  min?: number;
  max?: number;
}

export function usePercent() {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, {
    style: "percent",
    maximumFractionDigits: 1,
  });
  return (share: number) => format.format(share);
}

/** A share, with what it means. */
export function Threshold({ label, help, value, change, min = 0, max = 1 }: Props) {
  const percent = usePercent();
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500}>
        {label}:{" "}
        <Text span className="numbers" inherit>
          {percent(value)}
        </Text>
      </Text>
      <Text size="xs" className="muted">
        {help}
      </Text>
      <Slider
        thumbLabel={label}
        min={min}
        max={max}
        step={0.01}
        label={percent}
        value={value}
        onChange={change}
        my={6}
        mx={8}
      />
    </Stack>
  );
}
