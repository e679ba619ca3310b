import { Box, Button, Group, Text, Title } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useMarkRead, useNotices } from "./data";
import { NoticeRow } from "./NoticeRow";

/** The newest first; opening one leads to its ticket. */
export function NoticeList({ close }: { close: () => void }) {
  const { t } = useTranslation("notifications");
  const found = useNotices(true);
  const read = useMarkRead();
  const notices = found.data?.pages.flat() ?? [];
  const newest = notices[0]?.created_at;
  const some = notices.some((one) => !one.read_at);
  return (
    <>
      <Group justify="space-between" px="md" py="xs" wrap="nowrap">
        <Title order={2} size="h5">
          {t("title")}
        </Title>
        {newest && some && (
          <Button
            size="compact-sm"
            variant="subtle"
            loading={read.isPending}
            onClick={() => read.mutate({ until: newest })}
          >
            {t("all_read")}
          </Button>
        )}
      </Group>
      <Box mah="min(70vh, 520px)" style={{ overflowY: "auto" }}>
        {found.error && (
          <Box p="sm">
            <ProblemAlert error={found.error} retry={() => void found.refetch()} />
          </Box>
        )}
        {found.isPending && <Loading />}
        {found.data && notices.length === 0 && (
          <Empty icon={IconBellOff} title={t("empty_title")}>
            {t("empty_text")}
          </Empty>
        )}
        <Box component="ul" m={0} p={0} style={{ listStyle: "none" }}>
          {notices.map((one) => (
            <NoticeRow
              key={one.id}
              notice={one}
              read={() => read.mutate({ ids: [one.id] })}
              close={close}
            />
          ))}
        </Box>
        {found.hasNextPage && (
          <Text ta="center" py="xs" component="div">
            <Button
              size="compact-sm"
              variant="subtle"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {t("more")}
            </Button>
          </Text>
        )}
      </Box>
    </>
  );
}
