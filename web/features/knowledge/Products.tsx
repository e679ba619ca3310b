import { TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { rows } from "@/lib/api";
import { supabase } from "@/lib/supabase";

const MOST = 1000;

/** All products that articles name. */
function useProducts() {
  return useQuery({
    queryKey: ["articles", "products"],
    queryFn: async () => {
      const found = await rows(
        supabase()
          .from("knowledge_base")
          .select("products")
          .not("products", "eq", "{}")
          .limit(MOST),
      );
      return [...new Set((found ?? []).flatMap((one) => one.products))].sort();
    },
  });
}

interface Props {
  products: string[];
  change: (products: string[]) => void;
}

/** What an article is about; none: it goes for all. */
export function Products({ products, change }: Props) {
  const { t } = useTranslation("knowledge");
  return (
    <TagsInput
      label={t("article.products")}
      description={<span className="muted">{t("article.products_help")}</span>}
      placeholder={products.length === 0 ? t("article.all_products") : undefined}
      data={useProducts().data ?? []}
      maxTags={50}
      acceptValueOnBlur
      clearable
      value={products}
      onChange={change}
    />
  );
}
