import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchHelp } from "@/features/queue/SearchHelp";
import { useKeys } from "@/lib/keys";

/** Search with operators; the queue shows what it finds. A number opens that ticket. */
export function SearchField() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const asked = (useSearch({ strict: false }) as { q?: string }).q ?? "";
  const [words, setWords] = useState(asked);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setWords(asked), [asked]);
  useKeys(t("keys.desk"), [
    {
      keys: "/",
      label: t("keys.search"),
      run: (event) => {
        event.preventDefault();
        field.current?.focus();
        field.current?.select();
      },
    },
  ]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = /^#?(\d+)$/.exec(words.trim())?.[1];
    if (number) void navigate({ to: "/desk/tickets/$number", params: { number } });
    else void navigate({ to: "/desk", search: { q: words.trim() || undefined } });
    field.current?.blur();
  };
  return (
    <search style={{ flex: 1, maxWidth: 560, minWidth: 0 }}>
      <form onSubmit={submit}>
        <TextInput
          ref={field}
          size="sm"
          radius="xl"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          placeholder={t("search.placeholder")}
          aria-label={t("search.label")}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={<SearchHelp />}
        />
      </form>
    </search>
  );
}
