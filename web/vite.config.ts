import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

/** Compressed forms beside the files, once at build time: whoever serves them need not. */
function compressed(): Plugin {
  let out = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const entry of readdirSync(out, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg|json)$/.test(entry)) continue;
        const path = join(out, entry);
        const body = readFileSync(path);
        if (body.length < 1024) continue;
        writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(`${path}.br`, brotliCompressSync(body, { params: quality }));
      }
    },
  };
}

/** supabase-js brings Realtime and Storage along at once; here they come when they are needed. */
function lateSupabase(): Plugin {
  const late: Record<string, string> = {
    "@supabase/realtime-js": join(root, "lib/late/realtime.ts"),
    "@supabase/storage-js": join(root, "lib/late/storage.ts"),
  };
  // What auth-js carries for others: passkeys and wallets.
  const unused = /^\.\/lib\/(webauthn|web3\/ethereum)(\.js)?$/;
  const none = join(root, "lib/late/none.ts");
  return {
    name: "late-supabase",
    apply: "build",
    enforce: "pre",
    resolveId(asked, importer) {
      if (importer?.includes("@supabase/supabase-js")) return late[asked];
      if (importer?.includes("@supabase/auth-js") && unused.test(asked)) return none;
    },
  };
}

/**
 * What every first view needs, in one file: it is asked for once and packs better than in pieces.
 * The rest is parted by the pages that use it.
 */
const BASE = [
  "react|react-dom|scheduler|clsx|tslib|i18next|react-i18next/dist/es/(?!Trans)[^/]*",
  "@supabase/(supabase|auth|postgrest|functions)-js",
  "@tanstack/(query-core|react-query|router-core|react-router|history|store|react-store)",
  "@mantine/(store|core/esm/core|core/esm/utils/(?!Floating)[^/]*)",
  "@mantine/hooks/esm/(use-uncontrolled|use-merged-ref|use-id|use-callback-ref|use-debounced-value)[^/]*",
  `@mantine/core/esm/components/(${[
    "ActionIcon|Alert|Button|CloseButton|Input|InputBase|Loader|Paper|Stack|Group|Text|TextInput",
    "Title|Transition|UnstyledButton|Center|Container|Box|Space|Divider|Anchor",
  ].join("|")})`,
].join("|");

/** Whatever opens above the page, and what stands in it: no page of strangers needs it. */
const ABOVE = [
  "@floating-ui/[^/]+|react-remove-scroll|react-remove-scroll-bar|react-style-singleton",
  "use-callback-ref|use-sidecar|aria-hidden|get-nonce|tabbable",
  `@mantine/core/esm/(utils/Floating|components/(${[
    "Combobox|FocusTrap|Menu|Modal|ModalBase|OptionalPortal|Overlay|Pill|PillsInput|Popover",
    "Portal|ScrollArea|SegmentedControl|Select|Switch|Tooltip|FloatingIndicator",
  ].join("|")}))`,
].join("|");
const packages = (names: string) => new RegExp(`node_modules/(${names})(/|$)`);

export default defineConfig({
  root,
  plugins: [react(), lateSupabase(), compressed()],
  resolve: { alias: { "@": root } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "base", test: packages(BASE), priority: 2 },
            { name: "above", test: packages(ABOVE), priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    // `npm run dev` beside a running stack: only the pages come from here
    proxy: Object.fromEntries(
      ["/rest", "/auth/v1", "/storage", "/realtime", "/functions", "/app.json"].map((path) => [
        path,
        { target: process.env.AUTOCRM_URL ?? "http://127.0.0.1:54321", ws: true },
      ]),
    ),
  },
  test: {
    silent: "passed-only", // what jsdom cannot do is said by it on every page
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "jsdom",
          setupFiles: ["test/unit/setup.ts"],
          include: [
            "{app,components,features,lib}/**/*.test.{ts,tsx}",
            "test/unit/**/*.test.{ts,tsx}",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          environment: "node",
          globalSetup: ["test/e2e/stack.ts"],
          include: ["test/e2e/**/*.e2e.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
