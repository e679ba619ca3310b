import { Button, Center } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Center mih="70vh" component="main">
      <Empty
        icon={IconMapOff}
        title={t("not_found.title")}
        action={
          <Button component={Link} to="/">
            {t("not_found.home")}
          </Button>
        }
      >
        {t("not_found.text")}
      </Empty>
    </Center>
  );
}
