import { Anchor, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "@/components/Ago";
import { FileChips } from "@/components/files/FileChips";
import classes from "./portal.module.css";
import type { Message } from "./thread";

interface Props {
  messages: Message[];
  /** False: a colleague's request, which the company shares. */
  own: boolean;
}

/** What was said, oldest first; new messages are read out as they come. */
export function Conversation({ messages, own }: Props) {
  const { t } = useTranslation("portal");
  return (
    <Stack gap="lg" role="log" aria-label={t("request.conversation")}>
      {messages.map((one) => (
        <Bubble key={one.id} message={one} own={own} />
      ))}
    </Stack>
  );
}

function Bubble({ message, own }: { message: Message; own: boolean }) {
  const { t } = useTranslation("portal");
  const [whole, setWhole] = useState(false);
  const mine = message.author === "customer";
  const more = message.full_content && message.full_content.trim() !== message.content.trim();
  return (
    <Stack gap={6} align={mine ? "flex-end" : "flex-start"}>
      <Text size="xs" className="muted">
        <Author message={message} own={own} /> · <Ago at={message.created_at} />
      </Text>
      {/* isolated: a message may run the other way than the page */}
      <div className={classes.bubble} data-own={mine || undefined} dir="auto">
        {whole ? message.full_content : message.content}
      </div>
      {more && (
        <Anchor component="button" type="button" size="xs" onClick={() => setWhole(!whole)}>
          {whole ? t("request.less") : t("request.whole")}
        </Anchor>
      )}
      <FileChips files={message.files} />
    </Stack>
  );
}

function Author({ message, own }: { message: Message; own: boolean }) {
  const { t } = useTranslation("portal");
  if (message.author === "customer") {
    if (message.automatic) return t("request.machine");
    return own ? t("request.you") : t("request.colleague");
  }
  return message.author === "ai" ? t("request.ai") : t("request.desk");
}
