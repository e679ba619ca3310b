import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "@/components/ProblemAlert";

interface Props {
  title: string;
  close: () => void;
  submit: () => void;
  /** What the button says; "Save" where nothing is given. */
  verb?: string;
  color?: string;
  busy: boolean;
  error: unknown;
  ready?: boolean;
  children: ReactNode;
}

/** A form of its own window: Enter sends it, a refusal stays in it. */
export function FormModal({ title, close, submit, ready = true, children, ...rest }: Props) {
  const { t } = useTranslation();
  const send = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (ready) submit();
  };
  return (
    <Modal opened onClose={close} title={title}>
      <form onSubmit={send} noValidate>
        <Stack gap="sm">
          {children}
          <ProblemAlert error={rest.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={rest.busy} disabled={!ready} color={rest.color}>
              {rest.verb ?? t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
