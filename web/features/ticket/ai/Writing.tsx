/** Rewriting and translating: a text in, a text out, which is put into the reply by hand. */
import { Alert, Button, Group, List, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTicket } from "@/features/ticket/data";
import { useFigures } from "./figures";
import { Note } from "./Note";
import { Unfinished } from "./Unfinished";
import { useStreamed } from "./useStreamed";

interface Props {
  ticketId: string;
  draft: string;
  onUseText: (text: string) => void;
}

interface Written {
  text: string;
  done: string[];
  warnings: string[];
  note: string;
}

const TONES = ["shorter", "friendlier", "formal"] as const;
const LANGUAGES = ["en", "de", "fr", "it", "es", "pt", "nl", "pl"];

export function Rewrite({ ticketId, draft, onUseText }: Props) {
  const { t } = useTranslation("review");
  const [text, setText] = useState(draft);
  const [asked, setAsked] = useState("");
  const answer = useStreamed<Written>();
  const rewrite = (tone: string) => {
    setAsked(tone);
    void answer.run("assist/rewrite", { text: text.trim(), tone, ticket_id: ticketId });
  };
  return (
    <Stack gap="xs">
      <Given text={text} setText={setText} />
      <Group gap={6}>
        {TONES.map((tone) => (
          <Button
            key={tone}
            size="compact-sm"
            variant="default"
            disabled={!text.trim()}
            loading={answer.running && asked === tone}
            onClick={() => rewrite(tone)}
          >
            {t(`tools.${tone}`)}
          </Button>
        ))}
      </Group>
      <Unfinished answer={answer} />
      {answer.told && <Result written={answer.told} onUseText={onUseText} />}
    </Stack>
  );
}

/** Both ways: the customer's message to be read, one's own answer to be sent. */
export function Translate({ ticketId, draft, onUseText }: Props) {
  const { t, i18n } = useTranslation("review");
  const { language } = useFigures();
  const asked = useTicket(ticketId)
    .data?.interactions.filter((one) => one.author === "customer")
    .at(-1)?.content;
  const [typed, setText] = useState<string | null>(null);
  const text = typed ?? asked ?? "";
  const [to, setTo] = useState(i18n.language.slice(0, 2));
  const answer = useStreamed<Written>();
  const translate = () =>
    void answer.run("assist/translate", { text: text.trim(), language: to, ticket_id: ticketId });
  return (
    <Stack gap="xs">
      <Group gap={6}>
        {asked && (
          <Button size="compact-xs" variant="default" onClick={() => setText(asked)}>
            {t("tools.take_customer")}
          </Button>
        )}
        {draft && (
          <Button size="compact-xs" variant="default" onClick={() => setText(draft)}>
            {t("tools.take_draft")}
          </Button>
        )}
      </Group>
      <Given text={text} setText={setText} />
      <Group gap={6} align="flex-end">
        <Select
          size="xs"
          label={t("tools.to")}
          data={LANGUAGES.map((value) => ({ value, label: language(value) }))}
          value={to}
          onChange={(value) => value && setTo(value)}
          allowDeselect={false}
          w={150}
        />
        <Button size="xs" disabled={!text.trim()} loading={answer.running} onClick={translate}>
          {t("tools.translate")}
        </Button>
      </Group>
      <Unfinished answer={answer} />
      {answer.told && <Result written={answer.told} onUseText={onUseText} />}
    </Stack>
  );
}

function Given({ text, setText }: { text: string; setText: (text: string) => void }) {
  const { t } = useTranslation("review");
  return (
    <Textarea
      size="sm"
      label={t("tools.text")}
      placeholder={t("tools.text_hint")}
      autosize
      autoFocus
      minRows={3}
      maxRows={8}
      maxLength={20_000}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function Result({ written, onUseText }: { written: Written; onUseText: Props["onUseText"] }) {
  const { t } = useTranslation("review");
  return (
    <Stack gap={6} component="section" aria-label={t("tools.result")}>
      <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {written.text}
      </Text>
      {written.warnings.length > 0 && (
        <Alert color="orange" variant="light" title={t("tools.check")} p="xs">
          <List size="xs">
            {written.warnings.map((one) => (
              <List.Item key={one}>{one}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {written.done.length > 0 && (
        <Text size="xs" className="muted">
          {written.done.join(" ")}
        </Text>
      )}
      <Note note={written.note} />
      <Group>
        <Button size="xs" variant="light" onClick={() => onUseText(written.text)}>
          {t("draft.use")}
        </Button>
      </Group>
    </Stack>
  );
}
