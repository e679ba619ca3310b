import { Button, Menu } from "@mantine/core";
import { IconAt } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usePeople } from "./data";

/** Name a colleague in a note: they are told, and watch the ticket. */
export function MentionMenu({ insert }: { insert: (words: string) => void }) {
  const { t } = useTranslation("ticket");
  const people = usePeople();
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" leftSection={<IconAt size={15} aria-hidden />}>
          {t("composer.mention")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {people
          .filter((one) => one.active)
          .map((one) => (
            <Menu.Item key={one.id} onClick={() => insert(`@${one.email.split("@")[0]} `)}>
              {one.name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
