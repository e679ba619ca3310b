import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Markdown } from "@/components/Markdown";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useVersions, type Version } from "./data";

interface Props {
  articleId: string | null;
  current: number;
  /** Put an older text back into the editor; it counts when it is saved. */
  take: (version: Version) => void;
}

export function Versions({ articleId, current, take }: Props) {
  const { t } = useTranslation("knowledge");
  const { data, error } = useVersions(articleId);
  const [open, setOpen] = useState<Version | null>(null);
  if (error) return <ProblemAlert error={error} />;
  return (
    <Stack gap="xs" component="section" aria-label={t("versions.title")}>
      <Title order={2} size="h6">
        {t("versions.title")}
      </Title>
      {(data ?? []).map((one) => (
        <Group key={one.version} justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm" component="div">
            {t("versions.number", { version: one.version })}{" "}
            <Ago at={one.created_at} size="xs" className="muted" />
          </Text>
          {one.version === current ? (
            <Text size="xs" className="muted">
              {t("versions.current")}
            </Text>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t("versions.show_number", { version: one.version })}
              onClick={() => setOpen(one)}
            >
              {t("versions.show")}
            </Button>
          )}
        </Group>
      ))}
      <Modal
        opened={open !== null}
        onClose={() => setOpen(null)}
        size="lg"
        title={open && t("versions.number", { version: open.version })}
      >
        {open && (
          <Stack gap="md">
            <Title order={2} size="h4">
              {open.title}
            </Title>
            <Markdown text={open.content} />
            <Group justify="flex-end">
              <Button
                onClick={() => {
                  take(open);
                  setOpen(null);
                }}
              >
                {t("versions.take")}
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </Stack>
  );
}
