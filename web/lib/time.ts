/** Times in the reader's zone and language. */
import i18next from "i18next";
import { useSyncExternalStore } from "react";
import { useSession } from "@/lib/session";

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export interface Times {
  /** 25 Nov 2026, 07:15 */
  full(iso: string): string;
  /** 25 Nov 2026 */
  day(iso: string): string;
  /** "3 hours ago", "in 2 days" */
  relative(iso: string, now?: number): string;
  /** "1 h 20 min" from seconds; never more than two units. */
  span(seconds: number): string;
}

const made = new Map<string, Times>();

/** Made once for each language and zone: a formatter costs more than all that it writes. */
export function timesFor(locale: string, timeZone?: string | null): Times {
  const key = `${locale} ${timeZone ?? ""}`;
  const times = made.get(key) ?? newTimes(locale, timeZone);
  made.set(key, times);
  return times;
}

function newTimes(locale: string, timeZone?: string | null): Times {
  const zone = timeZone ?? undefined;
  const full = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const number = (unit: "day" | "hour" | "minute" | "second") =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" });
  const units = {
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
    second: number("second"),
  };
  return {
    full: (iso) => full.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    relative(iso, now = Date.now()) {
      const seconds = (new Date(iso).getTime() - now) / 1000;
      for (const [unit, size] of STEPS) {
        if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
      }
      return relative.format(0, "second");
    },
    span(seconds) {
      const left = Math.max(0, Math.round(seconds));
      const parts: [keyof typeof units, number][] = [
        ["day", Math.floor(left / 86_400)],
        ["hour", Math.floor((left % 86_400) / 3_600)],
        ["minute", Math.floor((left % 3_600) / 60)],
      ];
      const shown = parts.filter(([, count]) => count > 0).slice(0, 2);
      if (shown.length === 0) return units.second.format(left);
      return shown.map(([unit, count]) => units[unit].format(count)).join(" ");
    },
  };
}

/** Formatters for whoever reads. */
export function useTimes(): Times {
  const language = useSyncExternalStore(watchLanguage, () => i18next.language);
  const { me } = useSession();
  return timesFor(language, me?.timeZone);
}

/** Only the language is needed here, in every row of a list: useTranslation brings far more. */
function watchLanguage(tell: () => void) {
  i18next.on("languageChanged", tell);
  return () => i18next.off("languageChanged", tell);
}
