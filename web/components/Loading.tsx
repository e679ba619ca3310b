import { Center, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** `page`: fills the window; else its place. Shown after a moment only, so that it does not flash. */
export function Loading({ page = false }: { page?: boolean }) {
  const { t } = useTranslation();
  return (
    <Center mih={page ? "100vh" : 160} role="status" aria-label={t("loading")}>
      <Loader size="sm" type="dots" />
    </Center>
  );
}
