import { Alert, Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { tell } from "@/lib/tell";
import { useAgreement, useChange } from "./data";

/** What people have said to the drafts so far, and the step up that it has earned. */
export function Agreed({ category }: { category: string }) {
  const { t, i18n } = useTranslation("setup");
  const { data } = useAgreement(category);
  const promote = useChange(
    () => call("promote_policy", { p_category: category }),
    t("agreed.promoted"),
  );
  if (!data) return null;
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  const earned = data.next !== null && data.low >= data.bar;
  return (
    <Alert variant="light" color="gray" p="sm">
      <Text size="sm">
        {data.n === 0
          ? t("agreed.none")
          : t("agreed.so_far", { agreed: data.agreed, n: data.n, low: percent.format(data.low) })}
      </Text>
      {data.next && !earned && data.missing !== null && (
        <Text size="xs" className="muted">
          {t("agreed.missing", {
            count: data.missing,
            mode: t(`mode.${data.next}` as "mode.auto"),
          })}
        </Text>
      )}
      {data.next && earned && (
        <Button
          mt="xs"
          size="compact-sm"
          loading={promote.isPending}
          onClick={() => promote.mutate(undefined, { onError: tell.problem })}
        >
          {t("agreed.promote", { mode: t(`mode.${data.next}` as "mode.auto") })}
        </Button>
      )}
    </Alert>
  );
}
