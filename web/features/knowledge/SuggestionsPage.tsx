import { Anchor, Stack, Text } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { Line, Lines } from "@/features/setup/Lines";
import { SuggestionCard } from "./SuggestionCard";
import { useSuggestions } from "./suggestions";

/** What customers ask and no article says, with an article that would. */
export function SuggestionsPage() {
  const { t } = useTranslation("knowledge");
  const { data, isPending, error, refetch } = useSuggestions(true);
  return (
    <Page title={t("suggestions.title")}>
      <Stack gap="lg">
        <Text size="sm" className="muted" maw="var(--read-width)">
          {t("suggestions.about")}
        </Text>
        {isPending && <Loading />}
        <ProblemAlert error={error} retry={() => void refetch()} />
        {data?.length === 0 && (
          <Empty icon={IconBulb} title={t("suggestions.empty")}>
            {t("suggestions.empty_text")}
          </Empty>
        )}
        {data?.map((one) => (
          <SuggestionCard key={one.id} suggestion={one} />
        ))}
        <Decided />
      </Stack>
    </Page>
  );
}

function Decided() {
  const { t } = useTranslation("knowledge");
  const { data } = useSuggestions(false);
  if (!data?.length) return null;
  return (
    <Lines title={t("suggestions.decided")}>
      {data.map((one) => (
        <Line
          key={one.id}
          actions={
            one.article && (
              <Anchor component={Link} to={`/desk/setup/articles/${one.article.slug}`} size="sm">
                {t("suggestions.open")}
              </Anchor>
            )
          }
        >
          <Text size="sm" fw={600}>
            {one.title}
          </Text>
          <Text size="xs" className="muted" component="div">
            {one.state === "approved"
              ? t("suggestions.was_approved")
              : t("suggestions.was_rejected", { reason: one.reason })}{" "}
            {one.decided_at && <Ago at={one.decided_at} size="xs" />}
          </Text>
        </Line>
      ))}
    </Lines>
  );
}
