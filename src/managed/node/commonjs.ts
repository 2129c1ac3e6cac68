import Module from "node:module";
import { pathToFileURL } from "node:url";
import { compileFile } from "./compile-file.js";
import { isCompiled, pathOf, sourceSpecifier } from "./source-files.js";

interface CommonJsModule {
  readonly filename: string | null;
  _compile(code: string, filename: string): void;
}

type Loader = (module: CommonJsModule, filename: string) => void;
type Resolver = (request: string, parent: CommonJsModule | null, ...rest: unknown[]) => string;

/** The parts of Node's loader of CommonJS modules that tools have always replaced. */
const loader = Module as unknown as { _extensions: Record<string, Loader>; _resolveFilename: Resolver };

/** Compiles CommonJS modules, too: Node's module hooks do not reach all that they require. */
export function compileCommonJs(): void {
  const { ".js": loadJavaScript } = loader._extensions as { ".js": Loader };
  for (const extension of [".js", ".cjs", ".ts", ".cts", ".tsx", ".jsx"]) {
    const loadNatively = loader._extensions[extension] ?? loadJavaScript;
    loader._extensions[extension] = (module, filename) => {
      const compiled = isCompiled(pathToFileURL(filename).href) ? compileFile(filename) : null;
      if (compiled?.format === "commonjs") module._compile(compiled.source, filename);
      else loadNatively(module, filename);
    };
  }

  const resolveNatively = loader._resolveFilename;
  loader._resolveFilename = (request, parent, ...rest) => {
    const filename = parent?.filename;
    const url = typeof filename === "string" ? pathToFileURL(filename).href : undefined;
    const found = sourceSpecifier(request, url);
    return resolveNatively(found.startsWith("file:") ? pathOf(found) : found, parent, ...rest);
  };
}
