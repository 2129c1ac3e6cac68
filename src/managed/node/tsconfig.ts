import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** The compiler options that change what a file does. */
export interface CompilerOptions {
  readonly experimentalDecorators?: boolean;
  readonly emitDecoratorMetadata?: boolean;
  readonly useDefineForClassFields?: boolean;
  readonly verbatimModuleSyntax?: boolean;
  readonly jsx?: string;
  readonly jsxFactory?: string;
  readonly jsxFragmentFactory?: string;
  readonly jsxImportSource?: string;
}

interface Config {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: CompilerOptions;
}

const known = new Map<string, CompilerOptions>();

/** The options of the nearest tsconfig.json. */
export function compilerOptions(path: string): CompilerOptions {
  return ofFolder(dirname(path));
}

function ofFolder(folder: string): CompilerOptions {
  let options = known.get(folder);
  if (options === undefined) {
    const file = join(folder, "tsconfig.json");
    const parent = dirname(folder);
    options = existsSync(file) ? read(file, []) : parent === folder ? {} : ofFolder(parent);
    known.set(folder, options);
  }
  return options;
}

function read(file: string, readers: readonly string[]): CompilerOptions {
  if (readers.includes(file) || !existsSync(file)) return {};
  let config: Config;
  try {
    config = JSON.parse(withoutComments(readFileSync(file, "utf8"))) as Config;
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  const bases = typeof config.extends === "string" ? [config.extends] : (config.extends ?? []);
  const inherited = bases.map((base) => read(locate(base, file), [...readers, file]));
  return Object.assign({}, ...inherited, config.compilerOptions) as CompilerOptions;
}

function locate(base: string, file: string): string {
  if (/^\.{0,2}\/|^[A-Za-z]:/.test(base)) {
    const path = resolve(dirname(file), base);
    return path.endsWith(".json") ? path : `${path}.json`;
  }
  const { resolve: find } = createRequire(file);
  for (const name of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      const path = find(name);
      if (path.endsWith(".json")) return path;
    } catch {}
  }
  return "";
}

/** tsconfig.json may have comments and commas at the end of lists. */
function withoutComments(text: string): string {
  return text
    .replace(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_match, string: string | undefined) => string ?? "",
    )
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_match, string: string | undefined) => string ?? "");
}
