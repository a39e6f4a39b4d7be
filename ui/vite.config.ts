import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { help } from "./help.plugin.ts";

/** What a start may load, in bytes after gzip; the chart comes later, when a report opens. */
const BUDGET = 120_000;

/** Fails the build when the page has grown too heavy. */
function scales(): Plugin {
  return {
    name: "scales",
    generateBundle(_options, bundle) {
      let sum = 0;
      for (const part of Object.values(bundle)) {
        if (part.type === "chunk" && part.isDynamicEntry) continue;
        sum += gzipSync(part.type === "chunk" ? part.code : part.source).length;
      }
      if (sum > BUDGET) this.error(`the page weighs ${sum} bytes gzipped; ${BUDGET} are allowed`);
      this.info(`the page weighs ${sum} of ${BUDGET} bytes gzipped, before the chart`);
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), help(), scales()],
  build: {
    target: "es2022",
    // The content policy refuses `data:`; every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Outside a build, components are mounted, not rendered to text.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  // A busy machine is no failure.
  test: { testTimeout: 30_000, environment: "happy-dom", include: ["src/**/*.test.ts"] },
}));
