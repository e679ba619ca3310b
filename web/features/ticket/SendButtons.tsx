import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { useSend } from "./useSend";

const THEN = ["solved", "pending", "on_hold", "open"] as const;

interface Props {
  ready: boolean;
  sending: ReturnType<typeof useSend>;
}

/** Send, or send and say at once where the ticket stands then. */
export function SendButtons({ ready, sending }: Props) {
  const { t } = useTranslation("ticket");
  const common = useTranslation("common").t;
  return (
    <Button.Group>
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        onClick={() => void sending.send()}
        disabled={!ready}
        loading={sending.busy}
      >
        {t("composer.send")}
      </Button>
      <Menu position="top-end">
        <Menu.Target>
          <Button px={8} disabled={!ready} aria-label={t("composer.send_and")}>
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {THEN.map((status) => (
            <Menu.Item key={status} onClick={() => void sending.send(status)}>
              {t("composer.send_then", { status: common(`status.${status}`) })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
