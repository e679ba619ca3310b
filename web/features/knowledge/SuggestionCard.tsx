import {
  Button,
  Group,
  List,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Markdown } from "@/components/Markdown";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useArticles } from "./data";
import { type Suggestion, useDecideSuggestion } from "./suggestions";

const SHOWN = 5;

/** One suggestion: why it was made, its text to correct, and the two decisions. */
export function SuggestionCard({ suggestion }: { suggestion: Suggestion }) {
  const { t } = useTranslation("knowledge");
  const [title, setTitle] = useState(suggestion.title);
  const [content, setContent] = useState(suggestion.content);
  const [slug, setSlug] = useState<string | null>(null);
  const [visibility, setVisibility] = useState("public");
  const [shown, setShown] = useState("preview");
  const [reason, setReason] = useState<string | null>(null);
  const articles = useArticles({ q: "", status: null, language: suggestion.language }).data ?? [];
  const decide = useDecideSuggestion(({ approve }) =>
    t(approve ? "suggestions.approved" : "suggestions.rejected"),
  );
  const { id } = suggestion;
  const approve = () => decide.mutate({ id, approve: true, title, content, slug, visibility });
  const reject = () => decide.mutate({ id, approve: false, reason: reason?.trim() });
  const asked = suggestion.gap?.gap_signals ?? [];
  return (
    <Paper withBorder p="md" component="article" aria-label={suggestion.title}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {suggestion.title}
        </Title>
        {asked.length > 0 && (
          <div>
            <Text size="xs" fw={600} className="muted">
              {t("suggestions.asked", { count: asked.length })}
            </Text>
            <List size="sm">
              {asked.slice(0, SHOWN).map((one) => (
                <List.Item key={one.id} dir="auto">
                  {one.question}
                </List.Item>
              ))}
            </List>
            {asked.length > SHOWN && (
              <Text size="xs" className="muted">
                {t("suggestions.more", { count: asked.length - SHOWN })}
              </Text>
            )}
          </div>
        )}
        <SegmentedControl
          size="xs"
          style={{ alignSelf: "flex-start" }}
          aria-label={t("editor.view")}
          value={shown}
          onChange={setShown}
          data={["preview", "write"].map((value) => ({
            value,
            label: t(`suggestions.${value as "write"}`),
          }))}
        />
        {shown === "preview" ? (
          <Paper withBorder p="sm" dir="auto">
            <Text fw={600}>{title}</Text>
            <Markdown text={content} />
          </Paper>
        ) : (
          <>
            <TextInput
              label={t("suggestions.title_field")}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <Textarea
              label={t("suggestions.content")}
              autosize
              minRows={6}
              maxRows={24}
              dir="auto"
              value={content}
              onChange={(event) => setContent(event.currentTarget.value)}
            />
          </>
        )}
        <Group gap="sm" align="end">
          <Select
            label={t("suggestions.into")}
            placeholder={t("suggestions.into_new")}
            clearable
            searchable
            flex="1 1 220px"
            data={articles.map((one) => ({ value: one.slug, label: one.title }))}
            value={slug}
            onChange={setSlug}
          />
          {slug === null && (
            <Select
              label={t("suggestions.visibility")}
              allowDeselect={false}
              flex="0 1 200px"
              data={["public", "internal"].map((value) => ({
                value,
                label: t(`visibility.${value as "public"}`),
              }))}
              value={visibility}
              onChange={(value) => value && setVisibility(value)}
            />
          )}
        </Group>
        {reason !== null && (
          <Textarea
            label={t("suggestions.reason")}
            required
            autoFocus
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <ProblemAlert error={decide.error} />
        <Group gap="xs">
          {reason === null ? (
            <>
              <Button
                size="sm"
                loading={decide.isPending}
                disabled={!title.trim() || !content.trim()}
                onClick={approve}
              >
                {t("suggestions.approve")}
              </Button>
              <Button size="sm" variant="default" onClick={() => setReason("")}>
                {t("suggestions.reject")}
              </Button>
            </>
          ) : (
            <>
              <Button
                size="sm"
                color="red"
                loading={decide.isPending}
                disabled={!reason.trim()}
                onClick={reject}
              >
                {t("suggestions.reject")}
              </Button>
              <Button size="sm" variant="default" onClick={() => setReason(null)}>
                {t("cancel", { ns: "common" })}
              </Button>
            </>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}
