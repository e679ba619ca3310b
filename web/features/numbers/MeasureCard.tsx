import { Box, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimes } from "@/lib/time";
import { type Compared, FIGURES, type Measure } from "./data";

/** One measure: mine above the team's, each with a bar of its length. */
export function MeasureCard({ name, mine, theirs }: Compared & { name: Measure }) {
  const { t } = useTranslation("numbers");
  const { value, count } = FIGURES[name];
  const said = useSaid(name);
  const [one, all] = [mine[value] ?? null, theirs[value] ?? null];
  // Of five stars and of shares the whole is known; of times, the longer one is the measure.
  const whole = { csat: 5, sla: 1 }[name as string] ?? Math.max(one ?? 0, all ?? 0, 1);
  const lines = [
    { who: t("me"), figure: one, made: mine[count] ?? 0, strong: true },
    { who: t("theirs"), figure: all, made: theirs[count] ?? 0, strong: false },
  ];
  return (
    <Card withBorder padding="md" component="section" aria-label={t(`cards.${name}`)}>
      <Title order={2} size="h5">
        {t(`cards.${name}`)}
      </Title>
      <Text size="xs" className="muted" mb="sm" mih={34}>
        {t(`about.${name}`)}
      </Text>
      <Stack gap="sm" mt="auto">
        {lines.map(({ who, figure, made, strong }) => (
          <div key={who}>
            <Group justify="space-between" gap={6} wrap="nowrap" align="baseline">
              <Text size="sm" fw={strong ? 600 : 400}>
                {who}
              </Text>
              {figure === null ? (
                <Text size="sm" className="muted">
                  {t("none")}
                </Text>
              ) : (
                <Text size={strong ? "lg" : "sm"} fw={strong ? 650 : 400} className="numbers">
                  {said(figure)}
                </Text>
              )}
            </Group>
            <Bar share={(figure ?? 0) / whole} strong={strong} />
            <Text size="xs" className="muted numbers" mt={2}>
              {t(`based.${name}`, { count: made })}
            </Text>
          </div>
        ))}
      </Stack>
    </Card>
  );
}

/** Says by its length what the figure beside it says; hidden from who hears the page. */
export function Bar({ share, strong }: { share: number; strong: boolean }) {
  return (
    <Box
      aria-hidden
      h={6}
      style={{ borderRadius: 3, overflow: "hidden" }}
      bg="light-dark(var(--mantine-color-gray-1), var(--mantine-color-dark-5))"
    >
      <Box
        h="100%"
        w={`${Math.min(100, Math.max(0, share * 100))}%`}
        style={{ borderRadius: 3 }}
        bg={strong ? "var(--mantine-primary-color-filled)" : "var(--mantine-color-gray-5)"}
      />
    </Box>
  );
}

function useSaid(name: Measure): (figure: number) => string {
  const { i18n } = useTranslation();
  const times = useTimes();
  if (name === "csat") {
    const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
    return (figure) => number.format(figure);
  }
  if (name === "sla") {
    const share = new Intl.NumberFormat(i18n.language, { style: "percent" });
    return (figure) => share.format(figure);
  }
  return times.span;
}
