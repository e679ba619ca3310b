import { Avatar, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Present } from "@/lib/channels";
import { useMe } from "@/lib/session";

const SHOWN = 4;

/** Colleagues who are at the desk now. */
export function Online({ people }: { people: Present[] }) {
  const { t } = useTranslation("queue");
  const me = useMe();
  const others = people.filter((one) => one.member !== me.memberId);
  if (others.length === 0) return null;
  const names = others.map((one) => one.name).join(", ");
  const label = t("online.label", { count: others.length, names });
  return (
    <Tooltip label={label} multiline maw={280}>
      <Avatar.Group spacing={6} role="img" aria-label={label}>
        {others.slice(0, SHOWN).map((one) => (
          <Avatar key={one.member} size={26} name={one.name} color="initials" alt="" />
        ))}
        {others.length > SHOWN && <Avatar size={26}>{`+${others.length - SHOWN}`}</Avatar>}
      </Avatar.Group>
    </Tooltip>
  );
}
