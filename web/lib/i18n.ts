/** Message catalogues: locales/<language>/<namespace>.json, loaded when a page asks for them. */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { kept } from "@/lib/storage";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;
/** Written from right to left, for catalogues to come. */
const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

const files = import.meta.glob<{ default: object }>("../locales/*/*.json");

const catalogues: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const load = files[`../locales/${language}/${namespace}.json`];
    if (!load) return done(null, {});
    load().then(
      (found) => done(null, found.default as never),
      (error: Error) => done(error, false),
    );
  },
};

export const chosenLanguage = kept<string>("autocrm.language");

export async function startI18n(given?: string): Promise<typeof i18next> {
  const wanted = given ?? chosenLanguage.read() ?? navigator.language.slice(0, 2);
  await i18next
    .use(catalogues)
    .use(initReactI18next)
    .init({
      lng: wanted in LANGUAGES ? wanted : "en",
      fallbackLng: false, // a test sees to it that each language says all; one is loaded, not two
      supportedLngs: Object.keys(LANGUAGES),
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false }, // React escapes
      react: { useSuspense: true },
    });
  const mark = () => {
    document.documentElement.lang = i18next.language;
    document.documentElement.dir = RIGHT_TO_LEFT.includes(i18next.language) ? "rtl" : "ltr";
  };
  i18next.on("languageChanged", mark);
  mark();
  return i18next;
}

export async function chooseLanguage(language: string): Promise<void> {
  chosenLanguage.write(language);
  await i18next.changeLanguage(language);
}
