import { readFile } from "node:fs/promises";
import { hostname } from "node:os";

/** This module, for who runs the function in a thread. */
export const { url } = import.meta;

/** Settings that are read from files, asynchronously. */
export async function loadSettings(mode) {
  const { name, version } = JSON.parse(await readFile(new URL("../../package.json", url), "utf8"));
  return { mode, title: `${name} ${version}`, host: hostname() };
}
