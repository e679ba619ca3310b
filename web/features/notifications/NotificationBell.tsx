import { ActionIcon, Indicator, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useUnreadCount } from "./data";
import { NoticeList } from "./NoticeList";

const SHOWN = 99;

/** How many things I was told and have not read; opens their list. */
export function NotificationBell() {
  const { t } = useTranslation("notifications");
  const [open, { toggle, close }] = useDisclosure();
  const { data } = useUnreadCount();
  const count = data?.unread ?? 0;
  return (
    <Popover
      opened={open}
      onChange={(opened) => !opened && close()}
      position="bottom-end"
      width={380}
      shadow="md"
      trapFocus
      withinPortal
    >
      <Indicator
        label={count > SHOWN ? `${SHOWN}+` : count}
        disabled={count === 0}
        size={17}
        offset={8}
        color="red.8"
        autoContrast={false}
        className="numbers"
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            radius="xl"
            onClick={toggle}
            aria-label={count ? t("bell_unread", { count }) : t("bell")}
            aria-haspopup="dialog"
            aria-expanded={open}
          >
            <IconBell size={19} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)" aria-label={t("title")}>
        {open && <NoticeList close={close} />}
      </Popover.Dropdown>
    </Popover>
  );
}
