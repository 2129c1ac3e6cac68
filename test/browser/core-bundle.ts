/*
 * The tests of the core as scripts for a browser. node:test and node:assert are replaced by shims; what else is Node's is
 * replaced by stubs, and a test that calls one is skipped.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as all from "tsyncio";
import * as core from "tsyncio/core";
import * as testing from "tsyncio/testing";
import type { Plugin } from "vite";
import { root } from "../docs/paths.js";
import { bundle } from "./bundle.js";
import type { Site } from "./chromium.js";

/** Whose tests these are. */
export const FOLDERS = ["kernel", "coroutines", "sync", "drivers", "loop"];
/** Tests of one host, of a thread's messages, and of signals; helpers that need Node as they are loaded. */
const NODE_FILES =
  /(drivers\/hosts\/(node|browser|frame|closed-in)\.test|drivers\/bell\.test|loop\/interrupt\.test|support\/(child|garbage)|drivers\/program)\.js$/;

/** The contract of hosts, with those that a browser has. */
const HOSTS = "browser/entries/hosts.js";

const build = fileURLToPath(new URL("build/test/", root));
const here = join(build, "browser");
const SHIMS: Readonly<Record<string, string>> = {
  "node:test": join(here, "shims/test.js"),
  "node:assert/strict": join(here, "shims/assert.js"),
};

/** The test files as scripts, by name. Each leaves what runs its tests in `globalThis.runTests`. */
export async function bundleCoreTests(): Promise<Site> {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(build, folder), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.endsWith(".test.js") && !NODE_FILES.test(file))
      .sort(),
  );
  const input = Object.fromEntries(
    [...files, HOSTS].map((file) => [file.replace(/\.js$/, ""), `entry:${file}`]),
  );
  return bundle({
    plugins: [testEntries(), nodeStubs()],
    build: {
      minify: false,
      target: "esnext",
      rollupOptions: { input, treeshake: false, output: { entryFileNames: "[name].js" } },
    },
  });
}

function testEntries(): Plugin {
  return {
    name: "entries of the tests",
    resolveId: (source) => (source.startsWith("entry:") ? `\0${source}` : undefined),
    load(id) {
      if (!id.startsWith("\0entry:")) return undefined;
      return `
        import ${JSON.stringify(join(here, "shims/set-immediate.js"))};
        import ${JSON.stringify(join(build, id.slice("\0entry:".length)))};
        import { runTests } from ${JSON.stringify(SHIMS["node:test"])};
        globalThis.runTests = runTests;
      `;
    },
  };
}

function nodeStubs(): Plugin {
  return {
    name: "shims and stubs of Node",
    enforce: "pre",
    resolveId(source, importer) {
      if (SHIMS[source] !== undefined) return SHIMS[source];
      if (source === "tsyncio") return "\0tsyncio";
      if (source === "tsyncio/testing") return "\0testing";
      if (isBuiltin(source)) return `\0stub:${source}`;
      if (importer === undefined || !NODE_FILES.test(source)) return undefined;
      const file = createRequire(importer).resolve(source);
      return existsSync(file) ? `\0stub:${file}` : undefined;
    },
    async load(id) {
      if (id === "\0tsyncio") {
        const file = JSON.stringify(fileURLToPath(new URL("dist/core.js", root)));
        return `export * from ${file};\n${stubs(Object.keys(all).filter((name) => !(name in core)))}`;
      }
      if (id === "\0testing") {
        // The rest of it is for Node's test runners.
        const file = JSON.stringify(fileURLToPath(new URL("dist/testing/stepped-host.js", root)));
        const names = Object.keys(testing).filter((name) => name !== "SteppedHost");
        return `export * from ${file};\n${stubs(names)}`;
      }
      if (!id.startsWith("\0stub:")) return undefined;
      return stubs(Object.keys((await import(id.slice("\0stub:".length))) as object));
    },
  };
}

function stubs(names: readonly string[]): string {
  const own = names.filter((name) => name !== "default" && name !== "module.exports");
  return [
    `import { onlyInNode } from ${JSON.stringify(join(here, "shims/needs-node.js"))};`,
    ...own.map((name) => `export const ${name} = onlyInNode("${name}");`),
    'export default onlyInNode("default");',
  ].join("\n");
}
