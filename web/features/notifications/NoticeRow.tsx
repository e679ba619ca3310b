import { ActionIcon, Group, Stack, Text, Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconAt,
  IconBell,
  IconChecklist,
  IconClockExclamation,
  IconMailQuestion,
  IconMessage,
  IconMoodSad,
  IconPointFilled,
  IconUser,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import type { Notice } from "./data";
import styles from "./notices.module.css";

const ICONS: Record<string, typeof IconBell> = {
  assignment: IconUser,
  mention: IconAt,
  reply: IconMessage,
  review: IconChecklist,
  warning: IconClockExclamation,
  breach: IconAlertTriangle,
  team: IconUsersGroup,
  delivery: IconMailQuestion,
  feedback: IconMoodSad,
  reopened: IconArrowBackUp,
};

interface Props {
  notice: Notice;
  read: () => void;
  close: () => void;
}

export function NoticeRow({ notice, read, close }: Props) {
  const { t } = useTranslation("notifications");
  const unread = !notice.read_at;
  const opened = () => {
    if (unread) read();
    close();
  };
  return (
    <li className={styles.row} data-unread={unread || undefined}>
      {notice.ticket ? (
        <Link
          to="/desk/tickets/$number"
          params={{ number: String(notice.ticket.number) }}
          className={styles.link}
          onClick={opened}
        >
          <Words notice={notice} />
        </Link>
      ) : (
        <div className={styles.link}>
          <Words notice={notice} />
        </div>
      )}
      {unread && (
        <Tooltip label={t("one_read")}>
          <ActionIcon variant="subtle" aria-label={t("one_read")} onClick={read} m={6}>
            <IconPointFilled size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
}

function Words({ notice }: { notice: Notice }) {
  const { t } = useTranslation("notifications");
  const { kind, data, ticket, times } = notice;
  const Icon = ICONS[kind] ?? IconBell;
  const urgent = kind === "breach" || kind === "feedback" || kind === "delivery";
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Icon
        size={18}
        stroke={1.7}
        aria-hidden
        style={{ flex: "none", marginTop: 2 }}
        color={urgent ? "var(--mantine-color-red-filled)" : undefined}
      />
      <Stack gap={1} style={{ minWidth: 0 }}>
        <Text size="sm" fw={notice.read_at ? 400 : 600}>
          {t(`kinds.${kind}` as "kinds.rule", { rule: data?.rule ?? "", defaultValue: kind })}
          {times > 1 && ` · ${t("times", { count: times })}`}
          {!notice.read_at && <span className="visually-hidden">{` (${t("unread")})`}</span>}
        </Text>
        <Text size="sm" truncate>
          {ticket ? t("ticket", { number: ticket.number, subject: ticket.subject }) : t("gone")}
        </Text>
        <Ago at={notice.created_at} size="xs" className="muted" />
      </Stack>
    </Group>
  );
}
