import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { deviceOf, isPhone } from "@/features/account/devices";
import { ACCOUNT } from "@/features/account/own";
import { Section } from "@/features/account/Section";
import { done, useReason } from "@/features/auth/reasons";
import { call } from "@/lib/api";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";
import { useTimes } from "@/lib/time";

interface Signed {
  id: string;
  created_at: string;
  active_at: string;
  user_agent: string | null;
  current: boolean;
}

export function SessionsSection() {
  const { t } = useTranslation("account");
  const nameOf = useDeviceName();
  const reason = useReason();
  const navigate = useNavigate();
  const list = useQuery({
    queryKey: [...ACCOUNT, "sessions"],
    queryFn: () => call<Signed[]>("my_sessions"),
    staleTime: 0,
  });
  const end = useMutation({
    mutationFn: (scope: "others" | "global") => done(supabase().auth.signOut({ scope })),
    onSuccess: async (_, scope) => {
      if (scope === "global") return navigate({ to: "/sign-in" });
      await list.refetch();
      tell.done(t("sessions.others_done"));
    },
    onError: (error) => tell.problem(reason(error)),
  });
  const endOne = useMutation({
    mutationFn: (id: string) => call("end_session", { p_session_id: id }),
    onSuccess: () => tell.done(t("sessions.one_done")),
    onError: (error) => tell.problem(error),
    onSettled: () => list.refetch(), // also when it had ended by itself
  });
  const others = list.data?.filter((one) => !one.current).length ?? 0;
  return (
    <Section title={t("sessions.title")}>
      {list.isPending && <Loading />}
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
        {list.data?.map((one) => (
          <Device key={one.id} one={one}>
            {!one.current && (
              <Button
                size="compact-sm"
                variant="subtle"
                loading={endOne.isPending && endOne.variables === one.id}
                onClick={() => endOne.mutate(one.id)}
                aria-label={t("sessions.end_this", {
                  device: nameOf(one) ?? t("sessions.unknown"),
                })}
              >
                {t("sessions.end")}
              </Button>
            )}
          </Device>
        ))}
      </Stack>
      <Group gap="sm">
        {others > 0 && (
          <Button
            variant="default"
            onClick={() => end.mutate("others")}
            loading={end.isPending && end.variables === "others"}
          >
            {t("sessions.others")}
          </Button>
        )}
        <Button
          variant="subtle"
          color="red"
          onClick={() => end.mutate("global")}
          loading={end.isPending && end.variables === "global"}
        >
          {t("sessions.all")}
        </Button>
      </Group>
    </Section>
  );
}

function useDeviceName() {
  const { t } = useTranslation("account");
  return ({ user_agent }: Signed) => {
    const { browser, system } = deviceOf(user_agent);
    return browser && system ? t("sessions.on", { browser, system }) : (browser ?? system);
  };
}

function Device({ one, children }: { one: Signed; children: ReactNode }) {
  const { t } = useTranslation("account");
  const times = useTimes();
  const name = useDeviceName()(one);
  const Icon = isPhone(one.user_agent) ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="start">
      <Icon size={22} stroke={1.5} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap={8}>
          <Text size="sm" fw={600}>
            {name ?? t("sessions.unknown")}
          </Text>
          {one.current && (
            <Badge size="sm" variant="light" tt="none">
              {t("sessions.this")}
            </Badge>
          )}
        </Group>
        <Text size="xs" className="muted">
          {t("sessions.since", { time: times.full(one.created_at) })} · {t("sessions.seen")}{" "}
          <Ago at={one.active_at} size="xs" />
        </Text>
      </div>
      {children}
    </Group>
  );
}
