import { Button, Menu, Text } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call, rows } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";
import type { Act, Opened } from "./data";
import type { Draft } from "./useDraft";

interface Applied {
  draft: { text: string; version: number } | null;
}

/** A macro's text goes into the answer, its changes are made at once. */
export function MacroMenu({ opened, act, draft }: { opened: Opened; act: Act; draft: Draft }) {
  const { t } = useTranslation("ticket");
  const [open, setOpen] = useState(false);
  const { data: macros } = useQuery({
    queryKey: ["macros"],
    queryFn: () =>
      rows(
        supabase()
          .from("macros")
          .select("id, name, description")
          .eq("active", true)
          .order("position")
          .order("name"),
      ),
    staleTime: 60_000,
  });
  useKeys(t("keys.ticket"), [{ keys: "m", label: t("macro.label"), run: () => setOpen(true) }]);
  const apply = async (macro: { id: string; name: string }) => {
    let made: Applied["draft"] = null;
    const done = await act.do(async () => {
      await draft.flush(); // the desk adds the text to what it has
      const applied = await call<Applied, "apply_macro">("apply_macro", {
        p_ticket_id: opened.ticket.id,
        p_macro_id: macro.id,
        p_version: opened.ticket.version,
      });
      made = applied.draft;
    });
    if (made) draft.take(made);
    if (done) tell.done(t("macro.applied", { name: macro.name }));
  };
  if (!macros?.length) return null;
  return (
    <Menu position="top-end" width={300} opened={open} onChange={setOpen}>
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" leftSection={<IconBolt size={15} aria-hidden />}>
          {t("macro.label")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {macros.map((macro) => (
          <Menu.Item key={macro.id} onClick={() => void apply(macro)}>
            <Text size="sm">{macro.name}</Text>
            {macro.description && (
              <Text size="xs" className="muted">
                {macro.description}
              </Text>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
