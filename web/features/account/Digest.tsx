import { Group, Select, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ZoneField } from "@/features/account/fields";

export interface DigestWish {
  every: string;
  hour: number;
  time_zone: string;
}

interface Changes {
  p_every?: string;
  p_hour?: number;
  p_time_zone?: string;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

/** When the mail with what stayed unread comes. */
export function Digest({ wish, set }: { wish: DigestWish; set: (changes: Changes) => void }) {
  const { t } = useTranslation("account");
  const every = (["hourly", "daily", "never"] as const).map((value) => ({
    value,
    label: t(`notices.${value}`),
  }));
  return (
    <div>
      <Title order={3} size="h5" mb="xs">
        {t("notices.digest")}
      </Title>
      <Group align="start">
        <Select
          label={t("notices.every")}
          data={every}
          value={wish.every}
          allowDeselect={false}
          w={160}
          onChange={(value) => value && set({ p_every: value })}
        />
        {wish.every === "daily" && (
          <>
            <Select
              label={t("notices.hour")}
              data={HOURS}
              value={String(wish.hour)}
              allowDeselect={false}
              w={100}
              onChange={(value) => value && set({ p_hour: Number(value) })}
            />
            <ZoneField
              label={t("notices.zone")}
              value={wish.time_zone}
              w={220}
              onChange={(value) => value && set({ p_time_zone: value })}
            />
          </>
        )}
      </Group>
    </div>
  );
}
