import { Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCategories } from "@/features/ticket/data";
import { type Article, useTeamKeys } from "./data";
import { useLanguages } from "./languages";
import { Products } from "./Products";

interface Props {
  article: Article;
  change: (part: Partial<Article>) => void;
  isNew: boolean;
}

/** Where the article stands and who may read it. */
export function Facts({ article, change, isNew }: Props) {
  const { t } = useTranslation("knowledge");
  const categories = useCategories().data ?? [];
  const teams = useTeamKeys().data ?? [];
  const languages = useLanguages();
  const known = languages.choices.some((one) => one.value === article.language);
  return (
    <Stack gap="sm">
      <TextInput
        label={t("article.slug")}
        description={<span className="muted">{t("article.slug_help")}</span>}
        disabled={!isNew}
        value={article.slug}
        onChange={(event) =>
          change({ slug: event.currentTarget.value.toLowerCase().replace(/[^a-z0-9-]/g, "-") })
        }
      />
      <Select
        label={t("article.language")}
        allowDeselect={false}
        data={
          known
            ? languages.choices
            : [
                ...languages.choices,
                { value: article.language, label: languages.named(article.language) },
              ]
        }
        value={article.language}
        onChange={(value) => value && change({ language: value })}
      />
      <Select
        label={t("article.category")}
        placeholder={t("article.no_category")}
        clearable
        data={categories.map((one) => ({ value: one.key, label: one.label }))}
        value={article.category}
        onChange={(category) => change({ category })}
      />
      <Products products={article.products} change={(products) => change({ products })} />
      <Select
        label={t("article.visibility")}
        allowDeselect={false}
        data={["public", "internal", "team"].map((value) => ({
          value,
          label: t(`visibility.${value as "public"}`),
        }))}
        value={article.visibility}
        onChange={(visibility) =>
          visibility &&
          change({ visibility, team_id: visibility === "team" ? article.team_id : null })
        }
      />
      {article.visibility === "team" && (
        <Select
          label={t("article.team")}
          required
          allowDeselect={false}
          data={teams.map((one) => ({ value: one.id, label: one.name }))}
          value={article.team_id}
          onChange={(team_id) => change({ team_id })}
        />
      )}
    </Stack>
  );
}
