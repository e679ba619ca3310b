import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** What the copilot says of its own answer: what local models cannot do, what it left out. */
export function Note({ note, dropped = 0 }: { note: string; dropped?: number }) {
  const { t } = useTranslation("review");
  return (
    <>
      {dropped > 0 && (
        <Text size="xs" className="muted">
          {t("tools.dropped", { count: dropped })}
        </Text>
      )}
      {note && (
        <Text size="xs" className="muted">
          {note}
        </Text>
      )}
    </>
  );
}
