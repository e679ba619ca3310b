import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { IconBookmarkPlus, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { modals } from "@/lib/modals";
import { useMe } from "@/lib/session";
import { tell } from "@/lib/tell";
import { type Asked, useChoices, type View } from "./data";
import { SaveView } from "./SaveView";
import { mayChange, type Scope, useDeleteView, type ViewDraft } from "./views";

interface Props {
  asked: Asked;
  view: View | null;
  /** Show another view; none: the first one. */
  go: (view?: string) => void;
}

/** Save what is searched for as a view; change or delete the one that is shown. */
export function ViewMenu({ asked, view, go }: Props) {
  const { t } = useTranslation("queue");
  const me = useMe();
  const { teams } = useChoices();
  const [draft, setDraft] = useState<ViewDraft | null>(null);
  const remove = useDeleteView();
  const edit = (of: View) =>
    setDraft({
      id: of.id,
      name: of.name,
      query: of.query,
      ...(of.query ? {} : { base: of.filter }),
      scope: of.scope as Scope,
      team: teams.find((one) => one.id === of.team_id)?.key ?? null,
      sort: of.sort,
    });
  const ask = (of: View) =>
    modals.openConfirmModal({
      title: t("view.delete_title", { name: of.name }),
      children: <Text size="sm">{t("view.delete_text")}</Text>,
      labels: { confirm: t("view.delete"), cancel: t("cancel", { ns: "common" }) },
      confirmProps: { color: "red" },
      onConfirm: () =>
        remove.mutate(of, {
          onSuccess() {
            tell.done(t("view.deleted", { name: of.name }));
            go();
          },
        }),
    });
  return (
    <>
      {(asked.q || asked.sort) && (
        <Button
          size="xs"
          px="xs"
          variant="default"
          leftSection={<IconBookmarkPlus size={14} aria-hidden />}
          onClick={() => setDraft(fromAsked(asked, view))}
        >
          {t("view.save")}
        </Button>
      )}
      {view && mayChange(view, me) && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t("view.menu")}>
              <IconDots size={15} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => edit(view)}>{t("view.edit")}</Menu.Item>
            <Menu.Item color="red" onClick={() => ask(view)}>
              {t("view.delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {draft && (
        <SaveView
          draft={draft}
          close={() => setDraft(null)}
          saved={(of) => {
            setDraft(null);
            go(of.id);
          }}
        />
      )}
    </>
  );
}

/** A view narrowed down further keeps what it said itself. */
function fromAsked({ q = "", sort }: Asked, view: View | null): ViewDraft {
  const unwritten = view && !view.query && (view.filter.all?.length || view.filter.none?.length);
  return {
    name: "",
    query: [view?.query, q].filter(Boolean).join(" "),
    ...(unwritten ? { base: view.filter } : {}),
    scope: "own",
    team: null,
    sort: (sort === "relevance" ? null : sort) ?? view?.sort ?? "queue",
  };
}
