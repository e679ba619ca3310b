import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** What articles are written in most; the desk takes any language of two letters. */
const CODES = ["en", "de", "fr", "it", "es", "pt", "nl", "pl"];

/** Languages by their names in the reader's own. */
export function useLanguages() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const names = new Intl.DisplayNames([i18n.language], { type: "language" });
    const named = (code: string) => names.of(code) ?? code;
    return { named, choices: CODES.map((value) => ({ value, label: named(value) })) };
  }, [i18n.language]);
}
