/* The examples exist in two forms: in plain async/await, which `tsyncio/register` compiles, and with generator coroutines. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const USE = fileURLToPath(new URL("./fixtures/use-example.js", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Node's arguments before the program, and the file of an example. */
export const forms = {
  "plain async/await": (name: string) => [["--import", "tsyncio/register"], `examples/${name}.ts`],
  generators: (name: string) => [[], `build/examples/generators/${name}.js`],
} as const satisfies Record<string, (name: string) => readonly [readonly string[], string]>;

/** Runs Node in the root of the repository. */
export function node(...args: readonly string[]): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", timeout: 40_000 });
}

/** What `use`, which can refer to nothing around it, makes of an example's module, in each form: in a process of its own. */
export function inBothForms<M, T>(
  name: string,
  use: (example: M) => T,
): readonly (readonly [string, () => Awaited<T>])[] {
  return Object.entries(forms).map(([form, commandOf]) => {
    const [options, file] = commandOf(name);
    return [
      form,
      () => {
        const { stdout, stderr, status } = node(...options, USE, file, String(use));
        assert.equal(status, 0, stderr);
        return JSON.parse(stdout) as Awaited<T>;
      },
    ];
  });
}
