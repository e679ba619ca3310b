import { Button, Center, MantineProvider, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { theme } from "@/app/theme";

/** Nothing could be asked of the server, not even which one it is. */
export function Unreachable() {
  const { t } = useTranslation();
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Center mih="100vh" p="lg" component="main">
        <Stack align="center" gap="sm" maw={420}>
          <Title order={1} size="h3">
            {t("unreachable.title")}
          </Title>
          <Text ta="center" className="muted">
            {t("unreachable.text")}
          </Text>
          <Button onClick={() => window.location.reload()}>{t("unreachable.again")}</Button>
        </Stack>
      </Center>
    </MantineProvider>
  );
}
