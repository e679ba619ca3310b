import { Anchor, Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { type Enrolled, enroll, useFactors } from "@/features/account/factors";
import { ACCOUNT } from "@/features/account/own";
import { useReason } from "@/features/auth/reasons";
import { CodeField, useProof } from "@/features/auth/SecondStep";
import { tell } from "@/lib/tell";

/** Scan, then prove it with a code: before that, nothing is asked for at the sign-in. */
export function AddFactor({ close }: { close: () => void }) {
  const { t } = useTranslation("account");
  const reason = useReason();
  const made = useQuery({
    queryKey: [...ACCOUNT, "enroll"],
    queryFn: enroll,
    gcTime: 0, // the secret is told once, and kept nowhere
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Modal opened onClose={close} title={t("second.add_title")}>
      {made.isPending && <Loading />}
      <ProblemAlert error={made.error && reason(made.error)} retry={() => void made.refetch()} />
      {made.data && <Prove factor={made.data} close={close} />}
    </Modal>
  );
}

function Prove({ factor, close }: { factor: Enrolled; close: () => void }) {
  const { t } = useTranslation("account");
  const reason = useReason();
  const factors = useFactors();
  const [typed, setTyped] = useState(false);
  const { code, setCode, prove, send } = useProof(factor.id, async () => {
    tell.done(t("second.added"));
    close();
    await factors.refetch();
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <Text size="sm">{t("second.scan")}</Text>
        {/* dark on white, whatever the colours of the page: cameras need it so */}
        <Group justify="center">
          <img
            src={factor.picture}
            alt={t("second.picture")}
            width={200}
            height={200}
            style={{ background: "white", padding: 8, borderRadius: 8 }}
          />
        </Group>
        {typed ? (
          <Code block style={{ overflowWrap: "anywhere", whiteSpace: "normal" }} dir="ltr">
            {factor.secret}
          </Code>
        ) : (
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="start"
            onClick={() => setTyped(true)}
          >
            {t("second.type_instead")}
          </Anchor>
        )}
        <CodeField value={code} change={setCode} full={prove.mutate} />
        <Text size="xs" className="muted">
          {t("second.lost")}
        </Text>
        <ProblemAlert error={prove.error && reason(prove.error)} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t("cancel", { ns: "common" })}
          </Button>
          <Button type="submit" disabled={code.length < 6} loading={prove.isPending}>
            {t("second.turn_on")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
