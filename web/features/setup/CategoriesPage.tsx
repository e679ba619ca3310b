import { Button, SegmentedControl, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { call } from "@/lib/api";
import { modals } from "@/lib/modals";
import { tell } from "@/lib/tell";
import { CategoryForm } from "./CategoryForm";
import { type Category, type Policy, useCategoriesAndPolicies, useChange, useTeams } from "./data";
import { Line, Lines } from "./Lines";
import { PolicyForm } from "./PolicyForm";

export const MODES = ["off", "shadow", "review", "auto"] as const;

/** `policy`: what the AI may do with it, instead of the category itself. */
interface Open {
  category?: Category;
  policy?: boolean;
}

/** What tickets are about, and what the AI may do with each of it. */
export function CategoriesPage() {
  const { t } = useTranslation("setup");
  const { data, isPending, error, refetch } = useCategoriesAndPolicies();
  const [open, setOpen] = useState<Open | null>(null);
  return (
    <Page
      title={t("categories.title")}
      actions={
        <Button
          size="sm"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setOpen({})}
        >
          {t("categories.new")}
        </Button>
      }
    >
      <Text size="sm" className="muted" mb="md" maw="var(--read-width)">
        {t("categories.about")}
      </Text>
      {isPending && <Loading />}
      <ProblemAlert error={error} retry={() => void refetch()} />
      {data && (
        <Lines>
          {data.categories.map((category) => (
            <CategoryLine
              key={category.key}
              category={category}
              policy={data.policies.get(category.key)}
              edit={() => setOpen({ category })}
              tune={() => setOpen({ category, policy: true })}
            />
          ))}
        </Lines>
      )}
      {open?.policy && open.category && (
        <PolicyForm
          category={open.category}
          policy={data?.policies.get(open.category.key)}
          close={() => setOpen(null)}
        />
      )}
      {open && !open.policy && (
        <CategoryForm category={open.category} close={() => setOpen(null)} />
      )}
    </Page>
  );
}

interface LineProps {
  category: Category;
  policy: Policy | undefined;
  edit: () => void;
  tune: () => void;
}

function CategoryLine({ category, policy, edit, tune }: LineProps) {
  const { t } = useTranslation("setup");
  const teams = useTeams().data ?? [];
  const team = teams.find((one) => one.id === category.team_id)?.name;
  const set = useChange(
    (mode: string) => call("set_policy", { p_category: category.key, p_mode: mode }),
    t("categories.mode_saved", { name: category.label }),
  );
  const choose = (mode: string) => {
    if (mode === policy?.mode) return;
    const go = () => set.mutate(mode, { onError: tell.problem });
    if (mode !== "auto") return go();
    modals.openConfirmModal({
      title: t("categories.auto_title", { name: category.label }),
      children: <Text size="sm">{t("categories.auto_text")}</Text>,
      labels: { confirm: t("categories.auto_confirm"), cancel: t("cancel", { ns: "common" }) },
      onConfirm: go,
    });
  };
  return (
    <Line
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t("categories.mode_of", { name: category.label })}
            // none yet: nothing is done, as with "off"
            value={(set.isPending ? set.variables : policy?.mode) ?? "off"}
            onChange={choose}
            data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
          />
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t("policy.open_of", { name: category.label })}
            onClick={tune}
          >
            {t("policy.open")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={edit}>
            {t("edit", { ns: "common" })}
          </Button>
        </>
      }
    >
      <Text size="sm" fw={600}>
        {category.label}
      </Text>
      <Text size="xs" className="muted">
        {[team, category.description].filter(Boolean).join(" · ")}
      </Text>
    </Line>
  );
}
