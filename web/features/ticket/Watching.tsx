import { Button, Group, Text } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { useMe } from "@/lib/session";
import type { Act, Opened } from "./data";

/** Who is told of what happens here without being in charge of it. */
export function Watching({ opened, act }: { opened: Opened; act: Act }) {
  const { t } = useTranslation("ticket");
  const { memberId } = useMe();
  const watching = opened.watchers.some((one) => one.member_id === memberId);
  const toggle = () =>
    void act.do(() =>
      call(watching ? "unwatch_ticket" : "watch_ticket", { p_ticket_id: opened.ticket.id }),
    );
  useKeys(t("keys.ticket"), [{ keys: "w", label: t("watch.key"), run: toggle }]);
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <Text size="xs" className="muted">
        {opened.watchers.length > 0
          ? t("watch.by", { names: opened.watchers.map((one) => one.name).join(", ") })
          : t("watch.nobody")}
      </Text>
      <Button
        size="compact-xs"
        variant="default"
        style={{ flex: "none" }}
        leftSection={watching ? <IconEyeOff size={13} /> : <IconEye size={13} />}
        onClick={toggle}
      >
        {t(watching ? "watch.stop" : "watch.start")}
      </Button>
    </Group>
  );
}
