/** The frame of all pages before the sign-in: the mark, a card, the languages. */
import { Anchor, Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { OfflineBanner } from "@/app/shell/OfflineBanner";
import { useTitle } from "@/components/Page";
import { chooseLanguage, LANGUAGES } from "@/lib/i18n";

interface Props {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  /** Below the card: the way to the page beside this one. */
  footer?: ReactNode;
}

export function AuthCard({ title, text, children, footer }: Props) {
  useTitle(title);
  return (
    <Box mih="100vh" bg="light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-8))">
      <OfflineBanner />
      <Stack component="main" align="center" gap="lg" px="md" py={{ base: "xl", sm: 72 }}>
        <Link to="/" style={{ textDecoration: "none" }}>
          <Group gap={10}>
            <img src="/favicon.svg" width={32} height={32} alt="" />
            <Text fw={700} size="xl" c="var(--mantine-color-text)">
              AutoCRM
            </Text>
          </Group>
        </Link>
        <Paper withBorder shadow="xs" p={{ base: "lg", sm: 32 }} w="100%" maw={420} radius="lg">
          <Title order={1} size="h3" mb={text ? 4 : "md"}>
            {title}
          </Title>
          {text && (
            <Text
              size="sm"
              className="muted"
              mb="lg"
              component="div"
              style={{ wordBreak: "break-word" }}
            >
              {text}
            </Text>
          )}
          {children}
        </Paper>
        {footer && (
          <Text size="sm" component="div" ta="center">
            {footer}
          </Text>
        )}
        <Languages />
      </Stack>
    </Box>
  );
}

function Languages() {
  const { t, i18n } = useTranslation("auth");
  return (
    <Group component="nav" aria-label={t("languages")} gap="md">
      {Object.entries(LANGUAGES).map(([key, name]) => (
        <Anchor
          key={key}
          component="button"
          type="button"
          size="xs"
          lang={key}
          className="muted"
          fw={i18n.language === key ? 600 : 400}
          aria-current={i18n.language === key}
          onClick={() => void chooseLanguage(key)}
        >
          {name}
        </Anchor>
      ))}
    </Group>
  );
}
