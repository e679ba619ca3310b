import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconMailQuestion } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { Empty } from "@/components/Empty";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StatusBadge } from "@/components/tickets";
import { useMe } from "@/lib/session";
import { Back } from "./Back";
import { CloseButton } from "./CloseButton";
import { Conversation } from "./Conversation";
import { type Request, useRequest } from "./data";
import { Filled } from "./Filled";
import { MergedNote } from "./MergedNote";
import { PortalPage } from "./PortalPage";
import { ReplyForm } from "./ReplyForm";
import { RequestRating } from "./RequestRating";
import { isDone } from "./states";
import { useThread } from "./thread";

export function RequestPage() {
  const { number = "" } = useParams({ strict: false }) as { number?: string };
  return <RequestOf number={number} />;
}

/** Everything below the key ["request", number] is read anew when the desk says something changed. */
export function RequestOf({ number }: { number: string }) {
  const found = useRequest(number);
  if (found.isPending) return <Loading />;
  if (found.error) return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  // Somebody else's request and none at all look the same: one learns nothing of the other.
  if (!found.data) return <Gone />;
  return <Whole key={found.data.id} request={found.data} />;
}

function Whole({ request }: { request: Request }) {
  const { t } = useTranslation("portal");
  const me = useMe();
  const own = request.customer_id === me.customerId;
  const number = String(request.number);
  const thread = useThread(number, request.id);
  return (
    <Stack gap="lg" maw="var(--read-width)" mx="auto" w="100%">
      <Back to="/requests">{t("requests.title")}</Back>
      <PortalPage
        title={request.subject || t("requests.no_subject")}
        lead={
          <Group gap={8} component="div">
            <span role="status">
              <StatusBadge status={request.status} forCustomer />
            </span>
            <Text size="sm" span className="numbers">
              {t("request.number", { number })}
            </Text>
            <Text size="sm" span>
              {t("request.opened")} <Ago at={request.created_at} />
            </Text>
          </Group>
        }
      >
        <Filled number={number} id={request.id} />
        <ProblemAlert error={thread.error} retry={() => void thread.refetch()} />
        {thread.data ? (
          <Conversation messages={thread.data} own={own} />
        ) : (
          thread.isPending && <Loading />
        )}
        {request.merged_into ? (
          <MergedNote into={request.merged_into} />
        ) : (
          <>
            {own && request.status === "solved" && <RequestRating request={request} />}
            <Paper withBorder radius="lg" p="md">
              <ReplyForm
                request={request}
                beside={!isDone(request.status) && <CloseButton request={request} />}
              />
            </Paper>
          </>
        )}
      </PortalPage>
    </Stack>
  );
}

function Gone() {
  const { t } = useTranslation("portal");
  return (
    <Empty
      icon={IconMailQuestion}
      title={t("request.gone_title")}
      action={
        <Button component={Link} to="/requests" mt="xs">
          {t("request.gone_back")}
        </Button>
      }
    >
      {t("request.gone_text")}
    </Empty>
  );
}
