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
  return { code: withOwnHelpers(result.code), map: result.map as unknown as SourceMap };
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
