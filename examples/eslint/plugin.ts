/*
 * A plugin of ESLint whose rule says: relative imports lead to files. A rule is synchronous, and what it asks is not
 * (eslint#15394). So a thread is asked, and the rule blocks until it has the answer. With the processor, the thread is asked
 * before ESLint parses the file, so that the rule finds the answer there.
 */
import { pathToFileURL } from "node:url";
import type { Linter, Rule } from "eslint";
import { exported } from "tsyncio";
import { start } from "../plugins/background.js";
import { filesExist } from "./files.js";

/** Asks which files there are; `result` waits for the answer, at most so many milliseconds. */
export type Ask = (urls: string[]) => { result(timeout?: number): boolean[] };

/** A linter must not hang. */
const TIMEOUT = 30_000;

/** Finds relative imports, most of the time: what it misses or makes up costs a question, no more. */
const IMPORT = /^import\b[^"';]*?["'](\.[^"']*)["']/gm;

/** The plugin. */
export const plugin = pluginBy((urls) => start(target, urls));

const target = exported(new URL("./files.js", import.meta.url).href, filesExist);

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

  const noMissingFile: Rule.RuleModule = {
    meta: { type: "problem", schema: [], messages: { missing: "There is no file {{source}}" } },
    create(context) {
      return {
        Program({ body }) {
          const imports = body.filter((node) => node.type === "ImportDeclaration");
          const relative = imports.filter(({ source }) => String(source.value).startsWith("."));
          if (relative.length === 0) return;
          const sources = relative.map(({ source }) => String(source.value));
          const found = question(sources, context.filename).result(TIMEOUT);
          for (const [index, node] of relative.entries()) {
            if (!found[index])
              context.report({ node, messageId: "missing", data: { source: sources[index]! } });
          }
        },
      };
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

  return { rules: { "no-missing-file": noMissingFile }, processors: { "ask-ahead": askAhead } };
}
