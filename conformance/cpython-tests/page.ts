import type { TestClasses } from "./classes.js";
import type { Counterpart, Counterparts } from "./counterpart.js";

type Status = "covered" | "partly" | "none";

interface Sum {
  readonly classes: number;
  readonly tests: number;
}

const PATH = /\b(?:test|conformance)\/[\w/.-]+\.ts\b/g;

/** The text of docs/cpython-tests.md. */
export function page(found: TestClasses, counterparts: Counterparts): string {
  const tables = Object.entries(found.files).map(([file, counts]) =>
    table(file, counts, counterparts[file] ?? []),
  );
  return `${[intro(found, counterparts), ...tables].join("\n\n")}\n`;
}

/** Each path that a counterpart names, also within its words. */
export function pathsIn(counterpart: Counterpart): string[] {
  return wordsOf(counterpart).match(PATH) ?? [];
}

function intro(found: TestClasses, counterparts: Counterparts): string {
  const covered = sum(found, counterparts, "covered");
  const partly = sum(found, counterparts, "partly");
  const none = sum(found, counterparts, "none");
  const files = Object.keys(found.files).length;
  const classes = covered.classes + partly.classes + none.classes;
  const tests = number(covered.tests + partly.tests + none.tests);
  return `# The tests of CPython's asyncio, and what stands for them here

<!-- Written by \`npm run cpython-tests\` from conformance/cpython-tests/. -->

These are the classes of CPython's own tests of asyncio (\`Lib/test/test_asyncio\` of version ${found.python}: ${files} files, ${classes} classes, which run
${tests} tests, those that a class inherits counted in each), and for each of them the tests of tsyncio that state the same
rules, which are no translations, and beside which a [harness](../conformance/README.md) runs generated programs on both.
**Covered** are ${counted(covered)}, **partly** ${counted(partly)}, and for ${counted(none)} there is **none**,
because sockets, streams, servers, pipes and subprocesses are not there yet, or because only Python has what they are about.
A class that stands *as* another one is a variant of it (for the C module or for Python, for one way to wait for sockets or
another): there is one implementation here, and what is said of the first holds for them all.`;
}

function table(
  file: string,
  counts: Readonly<Record<string, number>>,
  counterparts: readonly Counterpart[],
): string {
  const rows = counterparts.flatMap((counterpart) =>
    counterpart.classes.map((name, i) => {
      const words = i === 0 ? linked(wordsOf(counterpart)) : `as \`${counterpart.classes[0]}\``;
      return `| \`${name}\` | ${counts[name]} | ${statusOf(counterpart)} | ${words} |`;
    }),
  );
  return [
    `## ${file}`,
    "",
    "| class | tests | here | what stands for it |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function wordsOf(counterpart: Counterpart): string {
  if ("why" in counterpart) return counterpart.why;
  const files = counterpart.here.join(", ");
  return counterpart.lacks === undefined ? files : `${files}. Left out: ${counterpart.lacks}`;
}

/** With a link for each path, whose text leaves out what all of them share. */
function linked(text: string): string {
  return text.replace(PATH, (path) => `[${path.replace(/^test\/|(?:\.test)?\.ts$/g, "")}](../${path})`);
}

function statusOf(counterpart: Counterpart): Status {
  if ("why" in counterpart) return "none";
  return counterpart.lacks === undefined ? "covered" : "partly";
}

function sum(found: TestClasses, counterparts: Counterparts, status: Status): Sum {
  const tests = Object.entries(counterparts).flatMap(([file, list]) =>
    list
      .filter((counterpart) => statusOf(counterpart) === status)
      .flatMap(({ classes }) => classes.map((name) => found.files[file]?.[name] ?? 0)),
  );
  return { classes: tests.length, tests: tests.reduce((total, count) => total + count, 0) };
}

function counted({ classes, tests }: Sum): string {
  return `${classes} classes (${number(tests)} tests)`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
