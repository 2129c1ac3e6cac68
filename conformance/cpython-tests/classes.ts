import { readFileSync } from "node:fs";
import { sourceFolder } from "../source-folder.js";

export interface TestClasses {
  /** The version of CPython. */
  readonly python: string;
  /** By test file and class: how many tests the class runs, those that it inherits included. */
  readonly files: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What count.py found. */
export function readClasses(): TestClasses {
  return JSON.parse(readFileSync(new URL("cpython-tests/classes.json", sourceFolder), "utf8")) as TestClasses;
}
