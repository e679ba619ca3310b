/** One's data: take it along, or ask for it to be deleted. */
import { Alert, Anchor, Button, Divider, Group, Modal, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Section } from "@/features/account/Section";
import { call } from "@/lib/api";
import { LIVE_KEYS } from "@/lib/live";
import { useMe } from "@/lib/session";

export function DataSection() {
  const { t } = useTranslation("account");
  const me = useMe();
  const take = useMutation({
    mutationFn: () => call("my_data"),
    onSuccess: (data) =>
      save(data, `autocrm-${me.email}-${new Date().toISOString().slice(0, 10)}.json`),
  });
  return (
    <Section
      title={t("data.title")}
      text={me.kind === "member" ? t("data.member_text") : t("data.text")}
    >
      <Group>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => take.mutate()}
          loading={take.isPending}
        >
          {t("data.download")}
        </Button>
      </Group>
      <ProblemAlert error={take.error} />
      {me.kind === "customer" && <Deletion />}
    </Section>
  );
}

/** Hands a file to the person, without a server. */
function save(data: unknown, name: string) {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the browser has begun to save by then
}

/** Nothing deletes by itself: what the law keeps is for a person to say. So this is a request. */
function Deletion() {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const [asks, { open, close }] = useDisclosure();
  const [key] = useState(() => crypto.randomUUID()); // pressed twice, it is one request
  const ask = useMutation({
    mutationFn: () =>
      call<{ number: number }>("open_request", {
        p_subject: t("data.subject"),
        p_text: t("data.message", { email: me.email }),
        p_key: key,
      }),
    onSuccess: () => {
      close();
      void queries.invalidateQueries({ queryKey: LIVE_KEYS.requests });
    },
  });
  return (
    <>
      <Divider />
      <div>
        <Title order={3} size="h5" mb={4}>
          {t("data.delete_title")}
        </Title>
        <Text size="sm" className="muted">
          {t("data.delete_text")}
        </Text>
      </div>
      {ask.data ? (
        <Alert color="teal" variant="light" role="status">
          {t("data.asked", { number: ask.data.number })}{" "}
          <Anchor
            component={Link}
            to="/requests/$number"
            params={{ number: String(ask.data.number) } as never}
            size="sm"
          >
            {t("data.see")}
          </Anchor>
        </Alert>
      ) : (
        <Group>
          <Button variant="default" onClick={open}>
            {t("data.delete")}
          </Button>
        </Group>
      )}
      <Modal opened={asks} onClose={close} title={t("data.confirm_title")}>
        <Text size="sm" mb="md">
          {t("data.confirm_text")}
        </Text>
        <ProblemAlert error={ask.error} />
        <Group justify="end" mt="md">
          <Button variant="default" onClick={close}>
            {common("cancel")}
          </Button>
          <Button color="red" onClick={() => ask.mutate()} loading={ask.isPending}>
            {t("data.confirm")}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
