import { createRequire } from "node:module";
import { RuntimeError } from "../../kernel/errors.js";
import type { SourceMap } from "../transform/transform.js";
import { declaredType } from "./module-type.js";
import { compilerOptions } from "./tsconfig.js";

type Transformer = typeof import("oxc-transform");

let transformer: Transformer | null = null;

/** JavaScript made of TypeScript or JSX, with `using` lowered, and its source map. */
export function toJavaScript(path: string, code: string): { code: string; map: SourceMap } {
  const options = compilerOptions(path);
  const { transformSync } = loadTransformer(path);
  const result = transformSync(path, code, {
    sourcemap: true,
    sourceType: declaredType(path) === "module" ? "module" : undefined,
    // Async functions are left to our own transform.
    target: "es2024",
    typescript: { onlyRemoveTypeImports: options.verbatimModuleSyntax ?? false },
    decorator: {
      legacy: options.experimentalDecorators ?? false,
      emitDecoratorMetadata: options.emitDecoratorMetadata ?? false,
    },
    jsx: {
      runtime: options.jsx === "react" ? "classic" : "automatic",
      development: options.jsx === "react-jsxdev",
      ...(options.jsxImportSource === undefined ? {} : { importSource: options.jsxImportSource }),
      ...(options.jsxFactory === undefined ? {} : { pragma: options.jsxFactory }),
      ...(options.jsxFragmentFactory === undefined ? {} : { pragmaFrag: options.jsxFragmentFactory }),
    },
    assumptions: { setPublicClassFields: options.useDefineForClassFields === false },
  });
  const error = result.errors.find(({ severity }) => severity === "Error");
  if (error !== undefined) throw new SyntaxError(`${error.message}\n${error.codeframe ?? path}`);
  const script = withOwnHelpers(isCommonJS(path, code) ? withoutMark(result.code, code) : result.code);
  return { code: script, map: result.map as unknown as SourceMap };
}

/** Whether TypeScript is to be a CommonJS module: by its name, or by what it says. */
function isCommonJS(path: string, code: string): boolean {
  if (declaredType(path) === "module") return false;
  return path.endsWith(".cts") || /\bmodule\.exports\b|^export\s*=|^import\s+\w+\s*=\s*require\b/m.test(code);
}

/** The transformer marks as an ES module what has types to import alone. */
function withoutMark(script: string, code: string): string {
  return /\bexport\s*\{\s*\}/.test(code) ? script : script.replace(/\nexport \{\};\n$/, "\n");
}

/** The transformer's helpers are found in this package: users need not install its runtime. */
function withOwnHelpers(code: string): string {
  return code
    .replace(/^(import _\w+ from ")@oxc-project\/runtime(\/helpers\/\w+";)$/gm, "$1tsyncio/managed$2")
    .replace(
      /^(var _\w+ = require\(")@oxc-project\/runtime(\/helpers\/\w+"\));$/gm,
      "$1tsyncio/managed$2.default;",
    );
}

/** Loads the transformer, if it is there, where it can't be loaded at once: in the thread of Node's module hooks. */
export async function preloadTransformer(): Promise<void> {
  try {
    transformer = await import("oxc-transform");
  } catch {
    // Whoever needs it is told.
  }
}

function loadTransformer(path: string): Transformer {
  try {
    transformer ??= createRequire(import.meta.url)("oxc-transform") as Transformer;
    return transformer;
  } catch (cause) {
    throw new RuntimeError(
      `Cannot compile ${path}: oxc-transform is missing, which makes JavaScript of TypeScript and JSX. Install it: ` +
        "npm install --save-dev oxc-transform",
      "ERR_NO_TRANSFORMER",
      { cause },
    );
  }
}
