import { Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimes } from "@/lib/time";
import { type MemberRouting, useCalendars } from "./routing";
import { Skills } from "./Skills";

export type Work = Pick<MemberRouting, "skills" | "capacity" | "calendar">;

interface Props {
  member: MemberRouting;
  work: Work;
  change: (part: Partial<Work>) => void;
}

/** What a member can do, how much at once, and when: tickets are shared out by it. */
export function MemberRoutingFields({ member, work, change }: Props) {
  const { t } = useTranslation("setup");
  const calendars = useCalendars().data ?? [];
  return (
    <Stack gap="sm">
      <Skills
        label={t("routing.skills")}
        help={t("routing.skills_help")}
        skills={work.skills}
        change={(skills) => change({ skills })}
      />
      <Group grow align="start" gap="sm">
        <NumberInput
          label={t("routing.capacity")}
          description={
            <span className="muted">{t("routing.capacity_help", { load: member.load })}</span>
          }
          min={0}
          max={1000}
          allowDecimal={false}
          value={work.capacity}
          onChange={(capacity) => change({ capacity: Number(capacity) || 0 })}
        />
        <Select
          label={t("routing.calendar")}
          description={<span className="muted">{t("routing.calendar_help")}</span>}
          placeholder={t("routing.always")}
          clearable
          data={calendars.map((one) => ({ value: one.key, label: one.name }))}
          value={work.calendar}
          onChange={(calendar) => change({ calendar })}
        />
      </Group>
      <Away member={member} />
    </Stack>
  );
}

export function Away({ member }: { member: MemberRouting }) {
  const { t } = useTranslation("setup");
  const times = useTimes();
  if (!member.away) return null;
  return (
    <Text size="xs" component="span">
      {member.away_until
        ? t("routing.away_until", { at: times.full(member.away_until) })
        : t("routing.away")}
    </Text>
  );
}
