/** How a ticket's status and priority look, everywhere the same. */
import { Anchor, type AnchorProps, Badge, Text } from "@mantine/core";
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconMinus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

const STATUS_COLOURS: Record<string, string> = {
  new: "violet",
  open: "red",
  pending: "blue",
  on_hold: "yellow",
  solved: "teal",
  closed: "gray",
};

/** Red is for who has to act: at the desk that is us, in the portal the customer. */
const CUSTOMER_COLOURS: Record<string, string> = {
  ...STATUS_COLOURS,
  open: "blue",
  on_hold: "blue",
  pending: "orange",
  new: "blue",
};

export function StatusBadge({
  status,
  forCustomer = false,
}: {
  status: string;
  forCustomer?: boolean;
}) {
  const { t } = useTranslation();
  const color = (forCustomer ? CUSTOMER_COLOURS : STATUS_COLOURS)[status] ?? "gray";
  const label = t(`${forCustomer ? "status_customer" : "status"}.${status}` as "status.open", {
    defaultValue: status,
  });
  return (
    <Badge
      variant="light"
      color={color}
      // Mantine's own text on a light badge is too pale for small letters (WCAG 1.4.3)
      style={{
        "--badge-color": `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 60%, black), var(--mantine-color-${color}-2))`,
      }}
      size="sm"
      tt="none"
      fw={600}
    >
      {label}
    </Badge>
  );
}

const PRIORITIES = {
  1: { icon: IconAlertTriangle, color: "red" },
  2: { icon: IconArrowUp, color: "orange" },
  3: { icon: IconMinus, color: "gray" },
  4: { icon: IconArrowDown, color: "blue" },
} as const;

/** 1 urgent, 2 high, 3 normal, 4 low. */
export function PriorityMark({
  priority,
  withLabel = false,
}: {
  priority: number;
  withLabel?: boolean;
}) {
  const { t } = useTranslation();
  const { icon: Icon, color } = PRIORITIES[priority as 1] ?? PRIORITIES[3];
  // readable on white and on black (WCAG 1.4.3)
  const colour = `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 80%, black), var(--mantine-color-${color}-4))`;
  const label = t(`priority.${priority}` as "priority.1", { defaultValue: String(priority) });
  return (
    <Text span c={colour} size="sm" style={{ whiteSpace: "nowrap" }} title={label}>
      <Icon size={15} stroke={2} aria-hidden style={{ verticalAlign: "-2px" }} />
      {withLabel ? ` ${label}` : <span className="visually-hidden">{label}</span>}
    </Text>
  );
}

/** To a ticket at the desk; its number when nothing else is said. */
export function TicketLink({
  number,
  children,
  ...anchor
}: { number: number; children?: ReactNode } & AnchorProps) {
  return (
    <Anchor
      component={Link}
      to="/desk/tickets/$number"
      params={{ number: String(number) } as never}
      {...anchor}
    >
      {children ?? `#${number}`}
    </Anchor>
  );
}
