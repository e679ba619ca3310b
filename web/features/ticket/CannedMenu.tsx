import { Button, Popover, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMessage2 } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { tell } from "@/lib/tell";

interface Canned {
  id: string;
  shortcut: string;
  language: string;
  title: string;
  text: string;
}

interface Props {
  ticketId: string;
  insert: (words: string) => void;
}

/** Canned answers by shortcut or words, with their variables filled for this ticket. */
export function CannedMenu({ ticketId, insert }: Props) {
  const { t } = useTranslation("ticket");
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [asked] = useDebouncedValue(query, 150);
  const { data } = useQuery({
    queryKey: ["canned", asked],
    queryFn: () =>
      call<Canned[], "search_canned_answers">("search_canned_answers", {
        p_query: asked,
        p_limit: 8,
      }),
    enabled: open,
    placeholderData: keepPreviousData,
  });
  useKeys(t("keys.ticket"), [{ keys: "c", label: t("canned.label"), run: () => setOpen(true) }]);
  const use = async (one: Canned) => {
    setOpen(false);
    try {
      const filled = await call<{ text: string }, "use_canned_answer">("use_canned_answer", {
        p_shortcut: one.shortcut,
        p_ticket_id: ticketId,
        p_language: one.language,
      });
      insert(filled.text);
    } catch (error) {
      tell.problem(error);
    }
  };
  return (
    <Popover position="top-end" width={340} shadow="md" opened={open} onChange={setOpen} trapFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconMessage2 size={15} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          {t("canned.label")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <TextInput
            size="xs"
            value={query}
            onChange={({ currentTarget }) => setQuery(currentTarget.value)}
            aria-label={t("canned.search")}
            placeholder={t("canned.search")}
            data-autofocus
          />
          {data?.map((one) => (
            <UnstyledButton key={one.id} onClick={() => void use(one)}>
              <Text size="sm" fw={600}>
                {one.title || one.shortcut}{" "}
                <Text span size="xs" className="muted">
                  {one.shortcut} · {one.language}
                </Text>
              </Text>
              <Text size="xs" className="muted" lineClamp={2}>
                {one.text}
              </Text>
            </UnstyledButton>
          ))}
          {data?.length === 0 && (
            <Text size="sm" className="muted">
              {t("canned.none")}
            </Text>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
