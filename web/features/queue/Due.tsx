import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimes } from "@/lib/time";

const SOON_MS = 3_600_000;

/** When the next promise is due, in words and colour: late, within the hour, later. */
export function Due({ at, now }: { at: string | null; now: number }) {
  const { t } = useTranslation("queue");
  const times = useTimes();
  if (!at) {
    return (
      <Text span size="sm" className="muted" aria-label={t("due.none")} title={t("due.none")}>
        –
      </Text>
    );
  }
  const left = new Date(at).getTime() - now;
  const span = times.span(roughly(Math.abs(left) / 1000));
  const late = left < 0;
  const colour = late
    ? "light-dark(#c92a2a, #ff8787)"
    : left < SOON_MS
      ? "light-dark(#a63f00, #ffa94d)"
      : undefined;
  return (
    <Text
      component="time"
      title={t(late ? "due.title_over" : "due.title_in", { at: times.full(at) })}
      dateTime={at}
      span
      size="sm"
      fw={late ? 600 : undefined}
      c={colour}
      className="numbers"
      style={{ whiteSpace: "nowrap" }}
    >
      {t(late ? "due.over" : "due.in", { span })}
    </Text>
  );
}

/** A row needs one unit only: minutes within the hour, then hours, then days. */
function roughly(seconds: number): number {
  const unit = seconds >= 172_800 ? 86_400 : seconds >= 3_600 ? 3_600 : 60;
  return Math.max(unit, Math.round(seconds / unit) * unit);
}
