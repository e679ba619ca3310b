import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** Shares, money and names of languages as the reader writes them. */
export function useFigures() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const share = new Intl.NumberFormat(i18n.language, {
      style: "percent",
      maximumFractionDigits: 0,
    });
    const dollars = new Intl.NumberFormat(i18n.language, {
      style: "currency",
      currency: "USD",
      maximumSignificantDigits: 2,
    });
    const names = new Intl.DisplayNames(i18n.language, { type: "language" });
    return {
      percent: (value: number) => share.format(value),
      money: (value: number) => dollars.format(value),
      language(code: string) {
        try {
          return names.of(code) ?? code;
        } catch {
          return code;
        }
      },
    };
  }, [i18n.language]);
}
