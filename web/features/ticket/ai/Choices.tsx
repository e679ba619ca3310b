import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

export interface Choice {
  value: string;
  name: string;
  /** How likely the AI held it. */
  detail?: string;
}

interface Props {
  label: string;
  choices: Choice[];
  /** As the ticket stands; none: all are for choosing. */
  current?: string | null;
  busy: boolean;
  choose: (value: string) => void;
}

/** One click says what is right, also where that is what it is taken for already. */
export function Choices({ label, choices, current, busy, choose }: Props) {
  const { t } = useTranslation("review");
  return (
    <Group
      gap={4}
      component="fieldset"
      aria-label={label}
      style={{ border: 0, padding: 0, margin: 0 }}
    >
      {choices.map(({ value, name, detail }) => {
        const on = current === value;
        return (
          <Button
            key={value}
            size="compact-xs"
            variant={on ? "light" : "default"}
            fw={on ? 650 : 450}
            aria-pressed={current === undefined ? undefined : on}
            title={t(on ? "panel.confirm" : "panel.correct_to", { value: name })}
            disabled={busy}
            onClick={() => choose(value)}
          >
            {name}
            {detail && (
              <>
                &nbsp;
                <span className="muted numbers">{detail}</span>
              </>
            )}
          </Button>
        );
      })}
    </Group>
  );
}
