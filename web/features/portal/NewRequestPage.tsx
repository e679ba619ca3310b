import { Button, Grid, Paper, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconMoodSmile, IconSend, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { FileField } from "@/components/files/FileField";
import { useMe } from "@/lib/session";
import { useFields } from "./data";
import { FieldInputs } from "./FieldInputs";
import { PortalPage } from "./PortalPage";
import { Proposals } from "./Proposals";
import { useNewRequest } from "./useNewRequest";

export function NewRequestPage() {
  const { t } = useTranslation("portal");
  const me = useMe();
  return (
    <PortalPage title={t("new.title")}>
      {me.kind === "member" ? <ForCustomers /> : <Form />}
    </PortalPage>
  );
}

function ForCustomers() {
  const { t } = useTranslation("portal");
  return (
    <Empty
      icon={IconUsers}
      title={t("new.member")}
      action={
        <Button component={Link} to="/desk" mt="xs">
          {t("nav.desk", { ns: "common" })}
        </Button>
      }
    >
      {null}
    </Empty>
  );
}

function Form() {
  const { t } = useTranslation("portal");
  const form = useNewRequest();
  const fields = useFields();
  const text = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    if (!(await form.send())) text.current?.focus();
  };
  // On a phone where the eyes are, below the text; else beside the form.
  const wide = useMediaQuery("(min-width: 62em)");
  const proposals = (
    <Proposals
      question={form.question}
      onSolved={form.settle}
      onSend={() => void send()}
      sending={form.sending}
    />
  );
  if (form.solved) return <Solved onSend={form.unsettle} />;
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack
          component="form"
          gap="md"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <TextInput
            size="md"
            label={t("new.subject")}
            placeholder={t("new.subject_hint")}
            maxLength={300}
            value={form.written.subject}
            onChange={(event) => form.write({ subject: event.currentTarget.value })}
          />
          <Textarea
            ref={text}
            size="md"
            label={t("new.text")}
            placeholder={t("new.text_hint")}
            autosize
            minRows={6}
            maxRows={18}
            withAsterisk
            value={form.written.text}
            error={form.fault}
            onChange={(event) => form.write({ text: event.currentTarget.value })}
          />
          {!wide && proposals}
          <FieldInputs fields={fields.data ?? []} values={form.fields} onChange={form.setFields} />
          <FileField files={form.files} />
          <Button
            type="submit"
            size="md"
            loading={form.sending}
            leftSection={<IconSend size={18} aria-hidden />}
          >
            {t("new.send")}
          </Button>
        </Stack>
      </Grid.Col>
      {wide && <Grid.Col span={5}>{proposals}</Grid.Col>}
    </Grid>
  );
}

function Solved({ onSend }: { onSend: () => void }) {
  const { t } = useTranslation("portal");
  return (
    <Paper withBorder radius="lg">
      <Empty
        icon={IconMoodSmile}
        title={t("new.solved_title")}
        action={
          <Stack gap="xs" mt="sm">
            <Button component={Link} to="/">
              {t("new.to_start")}
            </Button>
            <Button variant="subtle" color="gray" onClick={onSend}>
              {t("new.send_after_all")}
            </Button>
          </Stack>
        }
      >
        <Text size="sm">{t("new.solved_text")}</Text>
      </Empty>
    </Paper>
  );
}
