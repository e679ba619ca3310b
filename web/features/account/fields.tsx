/** The two fields that both profiles have: language and time zone. */
import { Select, type SelectProps } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, LANGUAGES } from "@/lib/i18n";

/** Catalogues are for a language; a profile may hold a region too (de-CH), which stays choosable. */
export function LanguageField(props: SelectProps & { value?: string | null }) {
  const { t, i18n } = useTranslation("account");
  const own = props.value;
  const data = useMemo(() => {
    const known = Object.entries(LANGUAGES).map(([value, label]) => ({
      value,
      label: label as string,
    }));
    if (!own || own in LANGUAGES) return known;
    const name = new Intl.DisplayNames(i18n.language, { type: "language" }).of(own) ?? own;
    return [...known, { value: own, label: name }];
  }, [own, i18n.language]);
  return <Select label={t("profile.language")} data={data} allowDeselect={false} {...props} />;
}

/** The interface follows the language of the profile where there is a catalogue for it. */
export async function follow(locale: string): Promise<void> {
  const language = locale.slice(0, 2);
  if (language in LANGUAGES) await chooseLanguage(language);
}

const ZONES = Intl.supportedValuesOf("timeZone");
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ZoneField(props: SelectProps) {
  const { t } = useTranslation("account");
  const data = useMemo(
    () => (props.value && !ZONES.includes(props.value) ? [props.value, ...ZONES] : ZONES),
    [props.value],
  );
  return (
    <Select
      label={t("profile.zone")}
      placeholder={t("profile.zone_unset", { zone: HERE })}
      nothingFoundMessage={t("profile.no_zone")}
      data={data}
      searchable
      limit={60}
      allowDeselect={false}
      {...props}
    />
  );
}
