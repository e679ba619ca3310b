/** How a member is told of what, and when the digest comes. Every choice holds at once. */
import { Divider, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Digest, type DigestWish } from "@/features/account/Digest";
import { ACCOUNT } from "@/features/account/own";
import { Section } from "@/features/account/Section";
import { call } from "@/lib/api";

interface Kind {
  kind: string;
  label: string;
  way: string;
  usual: string;
}

interface Settings {
  kinds: Kind[];
  digest: DigestWish;
}

const KEY = [...ACCOUNT, "notices"];

export function NotificationWays() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const list = useQuery({ queryKey: KEY, queryFn: () => call<Settings>("notification_settings") });
  const save = useMutation({
    mutationFn: ({ name, ...args }: { name: "set_notification" | "set_digest" } & object) =>
      call<Settings>(name, args as Record<string, unknown>),
    onSuccess: (data) => queries.setQueryData(KEY, data),
  });
  const setWay = (kind: Kind, way: string) => {
    // Shown at once; a refusal puts back what was.
    queries.setQueryData<Settings>(KEY, (before) => before && withWay(before, kind.kind, way));
    save.mutate(
      // The usual way is kept as no choice of one's own, and follows when the desk changes it.
      {
        name: "set_notification",
        p_kind: kind.kind,
        p_way: way === kind.usual ? null : way,
      } as never,
      { onError: () => void list.refetch() },
    );
  };
  return (
    <Section title={t("notices.title")} text={t("notices.text")}>
      {list.isPending && <Loading />}
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      <ProblemAlert error={save.error} />
      <Stack gap={6}>
        {list.data?.kinds.map((kind) => (
          <Way key={kind.kind} kind={kind} set={(way) => setWay(kind, way)} />
        ))}
      </Stack>
      {list.data && (
        <>
          <Divider />
          <Digest
            wish={list.data.digest}
            set={(changes) => save.mutate({ name: "set_digest", ...changes } as never)}
          />
        </>
      )}
    </Section>
  );
}

const withWay = (settings: Settings, kind: string, way: string): Settings => ({
  ...settings,
  kinds: settings.kinds.map((one) => (one.kind === kind ? { ...one, way } : one)),
});

function Way({ kind, set }: { kind: Kind; set: (way: string) => void }) {
  const { t } = useTranslation("account");
  // A kind that this catalogue does not know is named by the server.
  const label = t(`notices.kinds.${kind.kind}` as "notices.kinds.rule", {
    defaultValue: kind.label,
  });
  const data = (["app", "mail", "off"] as const).map((value) => ({
    value,
    label: t(`notices.${value}`),
  }));
  return (
    <Group justify="space-between" gap={6} wrap="wrap">
      <Text size="sm" style={{ flex: "1 1 240px" }}>
        {label}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label={label}
        visibleFrom="xs"
        data={data}
        value={kind.way}
        onChange={set}
      />
      <Select
        size="xs"
        aria-label={label}
        hiddenFrom="xs"
        data={data}
        value={kind.way}
        allowDeselect={false}
        onChange={(way) => way && set(way)}
      />
    </Group>
  );
}
