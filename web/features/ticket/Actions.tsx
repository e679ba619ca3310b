import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArrowForwardUp,
  IconArrowMerge,
  IconArrowsSplit,
  IconBellOff,
  IconBellRinging,
  IconDots,
  IconLink,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { useKeys } from "@/lib/keys";
import { useTimes } from "@/lib/time";
import { type Act, type Opened, useToTicket } from "./data";
import { JoinDialog } from "./JoinDialog";
import { snoozes } from "./snoozes";

interface Props {
  opened: Opened;
  act: Act;
  split: () => void;
}

/** What is done to a ticket more rarely. */
export function Actions({ opened, act, split }: Props) {
  const { t } = useTranslation("ticket");
  const times = useTimes();
  const [open, setOpen] = useState(false);
  const [join, setJoin] = useState<"merge" | "link" | null>(null);
  const { ticket } = opened;
  const snooze = (until: string | null) =>
    void act.change({ snoozed_until: until }, ticket.version);
  const toTicket = useToTicket();
  const followUp = () =>
    act.do(async () => {
      const { number } = await call<{ number: number }, "open_follow_up">("open_follow_up", {
        p_ticket_id: ticket.id,
      });
      await toTicket(number);
    });
  useKeys(t("keys.ticket"), [{ keys: ".", label: t("actions.label"), run: () => setOpen(true) }]);
  return (
    <>
      <Menu position="bottom-end" opened={open} onChange={setOpen}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t("actions.label")}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {ticket.is_snoozed ? (
            <Menu.Item leftSection={<IconBellRinging size={15} />} onClick={() => snooze(null)}>
              {t("snooze.wake")}
            </Menu.Item>
          ) : (
            <>
              <Menu.Label>{t("snooze.label")}</Menu.Label>
              {snoozes(new Date()).map(({ key, at }) => (
                <Menu.Item
                  key={key}
                  leftSection={<IconBellOff size={15} />}
                  onClick={() => snooze(at.toISOString())}
                  rightSection={times.full(at.toISOString())}
                >
                  {t(`snooze.${key}`)}
                </Menu.Item>
              ))}
            </>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<IconLink size={15} />} onClick={() => setJoin("link")}>
            {t("link.start")}
          </Menu.Item>
          {ticket.status === "closed" && !ticket.merged_into && (
            <Menu.Item
              leftSection={<IconArrowForwardUp size={15} />}
              onClick={() => void followUp()}
            >
              {t("follow_up.start")}
            </Menu.Item>
          )}
          {!ticket.merged_into && (
            <>
              <Menu.Item
                leftSection={<IconArrowMerge size={15} />}
                onClick={() => setJoin("merge")}
              >
                {t("merge.start")}
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowsSplit size={15} />} onClick={split}>
                {t("split.start")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {join && <JoinDialog what={join} opened={opened} act={act} close={() => setJoin(null)} />}
    </>
  );
}
