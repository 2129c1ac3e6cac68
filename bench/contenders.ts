/** Who takes part, and the process that each one runs in. */
import { fileURLToPath } from "node:url";

export interface Contender {
  readonly key: ContenderKey;
  readonly title: string;
  command(runtimes: Runtimes): Command;
}

type ContenderKey =
  | "tsyncio"
  | "tsyncio-guest"
  | "tsyncio-managed"
  | "tsyncio-synckit"
  | "tsyncio-pool"
  | "native"
  | "native-immediate"
  | "effect"
  | "effection"
  | "fake-timers"
  | "fastq"
  | "async"
  | "p-queue"
  | "async-mutex"
  | "async-sema"
  | "synckit"
  | "piscina"
  | "tinypool"
  | "two-threads"
  | "asyncio"
  | "uvloop";

export interface Runtimes {
  readonly node: string;
  readonly python: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

export const contenders: readonly Contender[] = [
  onNode("tsyncio", "tsyncio"),
  onNode("tsyncio-guest", "tsyncio (guest)"),
  onNode("tsyncio-managed", "tsyncio, async/await"),
  onNode("tsyncio-synckit", "tsyncio, as synckit"),
  onNode("tsyncio-pool", "tsyncio, executor"),
  onNode("native", "native promises"),
  onNode("native-immediate", "native setImmediate"),
  onNode("effect", "Effect"),
  onNode("effection", "Effection"),
  onNode("fake-timers", "fake-timers"),
  onNode("fastq", "fastq"),
  onNode("async", "async"),
  onNode("p-queue", "p-queue"),
  onNode("async-mutex", "async-mutex"),
  onNode("async-sema", "async-sema"),
  onNode("synckit", "synckit"),
  onNode("piscina", "piscina"),
  onNode("tinypool", "tinypool"),
  onNode("two-threads", "two bare threads"),
  onPython("asyncio", "CPython asyncio"),
  onPython("uvloop", "uvloop"),
];

export function titleOf(key: string): string {
  return contenders.find((contender) => contender.key === key)?.title ?? key;
}

function onNode(key: ContenderKey, title: string): Contender {
  const entry = fileURLToPath(new URL(`./contenders/${key}.js`, import.meta.url));
  return { key, title, command: ({ node }) => ({ file: node, args: ["--expose-gc", entry] }) };
}

function onPython(key: ContenderKey, title: string): Contender {
  // The compiler copies no Python: the program stays in the sources, two folders up from build/bench.
  const entry = fileURLToPath(new URL("../../bench/peers/asyncio_bench.py", import.meta.url));
  return { key, title, command: ({ python }) => ({ file: python, args: [entry, key] }) };
}
