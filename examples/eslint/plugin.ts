/*
 * A plugin of ESLint whose rule says: relative imports lead to files, which export what is imported. A rule is synchronous, and
 * what it asks is not (eslint#15394). So a thread is asked when the rule enters the program, and the rule blocks until it has the
 * answer when it leaves the program: all rules go through the file in between. With the processor, the thread is asked before
 * ESLint parses the file.
 */
import { pathToFileURL } from "node:url";
import type { AST, Linter, Rule } from "eslint";
import { exported } from "tsyncio";
import { start } from "../plugins/background.js";
import { ANYTHING, type Exports, exportsOf } from "./exports.js";

/** Asks what modules export; `result` waits for the answer, at most so many milliseconds. */
export type Ask = (urls: string[]) => { result(timeout?: number): Exports[] };

type ImportDeclaration = Extract<AST.Program["body"][number], { type: "ImportDeclaration" }>;

/** A linter must not hang. */
const TIMEOUT = 30_000;

/** Finds relative imports, most of the time: what it misses or makes up costs a question, no more. */
const IMPORT = /^import\b[^"';]*?["'](\.[^"']*)["']/gm;

/** The plugin. */
export const plugin = pluginBy((urls) => start(target, urls));

const target = exported(new URL("./exports.js", import.meta.url).href, exportsOf);

/** The plugin, its questions being answered by `ask`. */
export function pluginBy(ask: Ask) {
  /** The question that was asked last. ESLint goes through one file at a time. */
  let asked: { readonly key: string; readonly answer: ReturnType<Ask> } | null = null;

  function question(sources: readonly string[], filename: string): ReturnType<Ask> {
    const base = pathToFileURL(filename);
    const urls = sources.map((source) => new URL(source, base).href);
    const key = urls.join();
    if (asked?.key !== key) asked = { key, answer: ask(urls) };
    return asked.answer;
  }

  const noMissingImport: Rule.RuleModule = {
    meta: {
      type: "problem",
      schema: [],
      messages: {
        file: "There is no file {{source}}",
        name: "{{source}} does not export {{name}}",
      },
    },
    create(context) {
      let imports: ImportDeclaration[] = [];
      let answer: ReturnType<Ask> | null = null;
      return {
        Program({ body }) {
          imports = body.filter((node) => node.type === "ImportDeclaration").filter(isRelative);
          if (imports.length > 0) answer = question(imports.map(sourceOf), context.filename);
        },
        "Program:exit"() {
          const found = answer?.result(TIMEOUT) ?? [];
          for (const [index, names] of found.entries()) check(imports[index]!, names);
        },
      };

      function check(node: ImportDeclaration, names: Exports): void {
        const source = sourceOf(node);
        if (names === null) {
          context.report({ node, messageId: "file", data: { source } });
          return;
        }
        for (const specifier of node.specifiers) {
          const name = importedName(specifier);
          if (name === null || names.includes(name) || names.includes(ANYTHING)) continue;
          context.report({ node: specifier, messageId: "name", data: { source, name } });
        }
      }
    },
  };

  const askAhead: Linter.Processor = {
    preprocess(text, filename) {
      const sources = [...text.matchAll(IMPORT)].map(([, source]) => source as string);
      if (sources.length > 0) question(sources, filename);
      return [text];
    },
    postprocess: (messages) => messages.flat(),
    supportsAutofix: true,
  };

  return { rules: { "no-missing-import": noMissingImport }, processors: { "ask-ahead": askAhead } };
}

function sourceOf({ source }: ImportDeclaration): string {
  return String(source.value);
}

function isRelative(node: ImportDeclaration): boolean {
  return sourceOf(node).startsWith(".");
}

/** The name that is imported; `null` for all of the module. */
function importedName(specifier: ImportDeclaration["specifiers"][number]): string | null {
  switch (specifier.type) {
    case "ImportDefaultSpecifier":
      return "default";
    case "ImportNamespaceSpecifier":
      return null;
    default:
      return specifier.imported.type === "Identifier"
        ? specifier.imported.name
        : String(specifier.imported.value);
  }
}
