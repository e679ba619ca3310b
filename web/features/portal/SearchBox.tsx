import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface Props {
  value: string;
  onChange: (value: string) => void;
  onSubmit: () => void;
}

/** The one field of the help: types and finds, or sends with the key. */
export function SearchBox({ value, onChange, onSubmit }: Props) {
  const { t } = useTranslation("portal");
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <TextInput
          size="lg"
          radius="xl"
          type="search"
          aria-label={t("home.label")}
          placeholder={t("home.placeholder")}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          leftSection={<IconSearch size={20} aria-hidden />}
          rightSectionWidth="auto"
          rightSection={
            <Button type="submit" radius="xl" me={6} visibleFrom="xs">
              {t("home.search")}
            </Button>
          }
        />
      </form>
    </search>
  );
}
