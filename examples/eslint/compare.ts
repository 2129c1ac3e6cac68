/*
 * How long ESLint waits for what the rule asks, beside the same through synckit: runs over the code of a large
 * package, with some rules that most turn on, of all ways in turn.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Linter } from "eslint";
import { createSyncFn } from "synckit";
import { exported, isMainModule } from "tsyncio";
import { start } from "../plugins/background.js";
import { milliseconds, print, type Say } from "../report.js";
import { exportsOf } from "./exports.js";
import { type Ask, pluginBy } from "./plugin.js";

/** How long a run waited, in milliseconds: the median of the rounds. */
export interface Times {
  /** With the processor, which asks ahead. */
  readonly ahead: number;
  /** The rule alone, which asks when it enters a file, and waits when it leaves it. */
  readonly rule: number;
  /** The same through synckit, which can't be asked ahead: a call blocks until its answer is there. */
  readonly synckit: number;
}

const ROUNDS = 3;

/** Some of the rules that most projects turn on. */
const USUAL_RULES: Linter.RulesRecord = {
  "constructor-super": "warn",
  "no-cond-assign": "warn",
  "no-const-assign": "warn",
  "no-dupe-keys": "warn",
  "no-empty": "warn",
  "no-fallthrough": "warn",
  "no-redeclare": "warn",
  "no-this-before-super": "warn",
  "no-undef": "warn",
  "no-unreachable": "warn",
  "no-unused-vars": "warn",
  "no-var": "warn",
  "prefer-const": "warn",
};

interface Way {
  readonly ask: Ask;
  readonly processor?: string;
}

function makeWays(): Record<keyof Times, Way> {
  const target = exported(new URL("./exports.js", import.meta.url).href, exportsOf);
  const synckit = createSyncFn<typeof exportsOf>(
    fileURLToPath(new URL("./with-synckit.js", import.meta.url)),
  );
  const askThread: Ask = (urls) => start(target, urls);
  return {
    ahead: { ask: askThread, processor: "tsyncio/ask-ahead" },
    rule: { ask: askThread },
    synckit: {
      ask(urls) {
        const answer = synckit(urls);
        return { result: () => answer };
      },
    },
  };
}

/** Lints the .js files below `folder` in each way, with the same problems found or none. */
export function compare(folder: string, rounds = ROUNDS, say: Say = print): Times {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => ({ filename: `${folder}/${name}`, code: readFileSync(`${folder}/${name}`, "utf8") }));
  const linter = new Linter({ cwd: folder });

  let questions = 0;

  function lint({ ask, processor }: Way): number {
    questions = 0;
    let time = 0;
    const timed = <T>(wait: () => T): T => {
      const began = performance.now();
      try {
        return wait();
      } finally {
        time += performance.now() - began;
      }
    };
    const tsyncio = pluginBy((urls) => {
      questions += urls.length;
      const answer = timed(() => ask(urls));
      return { result: (timeout) => timed(() => answer.result(timeout)) };
    });
    const rules: Linter.RulesRecord = { ...USUAL_RULES, "tsyncio/no-missing-import": "error" };
    const config: Linter.Config = { plugins: { tsyncio }, rules };
    if (processor !== undefined) config.processor = processor;
    for (const { filename, code } of files) {
      const problems = linter.verify(code, [config], { filename });
      const problem = problems.find(({ severity }) => severity === 2);
      if (problem !== undefined) throw new Error(`${filename}:${problem.line}: ${problem.message}`);
    }
    return time;
  }

  const ways = Object.entries(makeWays()).map(([name, way]) => ({ name, way, times: [] as number[] }));
  for (const { way } of ways) lint(way); // the threads start
  for (let round = 1; round <= rounds; round++) {
    for (const { way, times } of ways) times.push(lint(way));
    say(
      `run ${round} of ${rounds}`,
      ways.map(({ name, times }) => `${name} ${milliseconds(times.at(-1)!)}`).join(", "),
    );
  }
  const medians = Object.fromEntries(
    ways.map(({ name, times }) => [name, median(times)]),
  ) as unknown as Times;
  const { ahead, rule, synckit } = medians;
  const times = (way: number) =>
    `${milliseconds(way)}, ${(synckit / way).toFixed(1)} times as fast as synckit`;
  say("asked ahead", times(ahead));
  say("the rule alone", times(rule));
  say("synckit", `${milliseconds(synckit)}, for ${questions} imports in ${files.length} files`);
  return medians;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] as number;
}

if (isMainModule(import.meta.url)) {
  const { 2: folder = fileURLToPath(new URL(".", import.meta.resolve("effect"))) } = process.argv;
  compare(folder);
  process.exit(); // synckit's thread would keep the program alive
}
