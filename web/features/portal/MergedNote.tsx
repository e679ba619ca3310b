import { Alert, Anchor } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";

/** Where a merged request goes on; without the way there when that one is not the reader's. */
export function MergedNote({ into }: { into: string }) {
  const { t } = useTranslation("portal");
  const { data } = useQuery({
    queryKey: ["request", "of-id", into],
    queryFn: () => rows(supabase().from("tickets").select("number").eq("id", into)),
  });
  const number = data?.[0]?.number;
  return (
    <Alert icon={<IconArrowMerge size={18} aria-hidden />} variant="light" color="blue">
      {t("request.merged")}{" "}
      {number && (
        <Anchor
          component={Link}
          to="/requests/$number"
          params={{ number: String(number) } as never}
        >
          {t("request.merged_open")}
        </Anchor>
      )}
    </Alert>
  );
}
