import { Box, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useOnline } from "@/lib/live";

export function OfflineBanner() {
  const { t } = useTranslation();
  if (useOnline()) return null;
  return (
    <Box bg="yellow.3" c="dark.9" px="md" py={6} role="status">
      <Text size="sm" ta="center">
        <IconPlugConnectedX size={15} aria-hidden style={{ verticalAlign: "-2px" }} />{" "}
        {t("offline.text")}
      </Text>
    </Box>
  );
}
