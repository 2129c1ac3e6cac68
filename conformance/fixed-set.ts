import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Program } from "./ir.js";
import { sourceFolder } from "./source-folder.js";

const folder = new URL("fixed/", sourceFolder);
const EXTENSION = ".jsonl";

/** A program with the trace that CPython left, normalised. */
export interface FixedCase {
  readonly rule: string;
  readonly program: Program;
  readonly trace: readonly string[];
}

export interface FixedSet {
  readonly topic: string;
  /** The version of CPython that left the traces. */
  readonly python: string;
  readonly cases: readonly FixedCase[];
}

/** One line names the interpreter, and each line after it is a case, so that a change of one case is one line. */
export function writeFixedSet({ topic, python, cases }: FixedSet): void {
  const lines = [{ python }, ...cases].map((line) => JSON.stringify(line));
  writeFileSync(new URL(topic + EXTENSION, folder), `${lines.join("\n")}\n`);
}

export function readFixedSets(): FixedSet[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(EXTENSION));
  return files.sort().map((file) => {
    const [head, ...cases] = readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n");
    const { python } = JSON.parse(head ?? "{}") as { python: string };
    return {
      topic: file.slice(0, -EXTENSION.length),
      python,
      cases: cases.map((line) => JSON.parse(line) as FixedCase),
    };
  });
}
