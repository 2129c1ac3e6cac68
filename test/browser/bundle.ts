import { fileURLToPath } from "node:url";
import { build, type InlineConfig, type Plugin, type Rollup } from "vite";
import { root } from "../docs/paths.js";
import type { Site } from "./chromium.js";

/** Builds for a browser, and returns the files. */
export async function bundle(config: InlineConfig): Promise<Site> {
  const result = (await build({
    root: fileURLToPath(root),
    configFile: false,
    logLevel: "error",
    ...config,
    build: { write: false, ...config.build },
  })) as Rollup.RollupOutput | Rollup.RollupOutput[];
  const outputs = Array.isArray(result) ? result : [result];
  return new Map(
    outputs.flatMap(({ output }) =>
      output.map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]),
    ),
  );
}

/** A module given as text. */
export function virtualModule(id: string, code: string): Plugin {
  return {
    name: `virtual ${id}`,
    enforce: "pre",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (loaded) => (loaded === `\0${id}` ? code : undefined),
  };
}
