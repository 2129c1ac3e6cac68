import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import type { Ended } from "./child.js";

const root = fileURLToPath(new URL("./", import.meta.resolve("tsyncio/package.json")));

/** A user's project in a folder of its own. */
export interface Project {
  readonly folder: string;
  /** Runs Node in it. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>, input?: string): Ended;
}

export interface ProjectOptions {
  /** The packages that are installed; tsyncio always is. */
  readonly packages?: readonly string[];
  /** Whether tsyncio is installed without what it finds in this repository. */
  readonly isCopied?: boolean;
}

/** Makes a project of these files; it is removed after the tests of the file. */
export function project(files: Readonly<Record<string, string>>, options: ProjectOptions = {}): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tsyncio-project-")));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const all: Record<string, string> = { "package.json": '{ "type": "module" }', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const installed = join(folder, "node_modules");
  mkdirSync(join(installed, "tsyncio"), { recursive: true });
  if (options.isCopied) {
    for (const name of ["package.json", "dist"])
      cpSync(join(root, name), join(installed, "tsyncio", name), { recursive: true });
  } else {
    rmSync(join(installed, "tsyncio"), { recursive: true });
    symlinkSync(root, join(installed, "tsyncio"), "junction");
  }
  for (const name of options.packages ?? []) {
    mkdirSync(dirname(join(installed, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(installed, name), "junction");
  }
  const node: Project["node"] = (args, env = {}, input = "") => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: "utf8",
      input,
      env: { ...process.env, NODE_OPTIONS: "", ...env },
      timeout: 40_000,
      killSignal: "SIGKILL",
    });
    return { status, output: (stdout + stderr).trim().replaceAll("\r\n", "\n") };
  };
  return { folder, node };
}
