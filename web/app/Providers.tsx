import { MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Late } from "@/app/Late";
import { theme } from "@/app/theme";
import { KeysProvider } from "@/lib/keys";

/** What every page and every test of a component stands in. */
export function Providers({ queries, children }: { queries: QueryClient; children: ReactNode }) {
  const { t } = useTranslation();
  const worded = useMemo(() => withWords(t("close")), [t]);
  return (
    <MantineProvider
      theme={worded}
      defaultColorScheme="auto"
      env={import.meta.env.MODE === "test" ? "test" : "default"} // nothing fades while it is tested
    >
      <QueryClientProvider client={queries}>
        <KeysProvider>
          <Late />
          {children}
        </KeysProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The theme with what its components say of themselves: the cross that closes has no other name. */
function withWords(close: string) {
  const named = { "aria-label": close };
  const cross = { defaultProps: named };
  const components = {
    ...theme.components,
    ModalCloseButton: cross,
    DrawerCloseButton: cross,
    Notification: { defaultProps: { closeButtonProps: named } },
  };
  return { ...theme, components };
}
