import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

/** Compressed forms beside the files, once at build time: whoever serves them need not. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg|json)$/.test(entry)) continue;
        const path = join(root, "dist", entry);
        const body = readFileSync(path);
        if (body.length < 1024) continue;
        writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        writeFileSync(`${path}.br`, brotliCompressSync(body, { params: quality }));
      }
    },
  };
}

export default defineConfig({
  root,
  plugins: [react(), compressed()],
  resolve: { alias: { "@": root } },
  build: { outDir: "dist", emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 700 },
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
