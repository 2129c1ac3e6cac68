import { readFile } from "node:fs/promises";

/** "effect 4.1.0": the installed version, from the package.json above the file that an import would load. */
export async function packageVersion(name: string): Promise<string> {
  let folder = new URL(".", import.meta.resolve(name));
  for (;;) {
    const version = await readVersion(new URL("package.json", folder), name);
    if (version !== undefined) {
      return `${name} ${version}`;
    }
    const parent = new URL("..", folder);
    if (parent.href === folder.href) {
      return name;
    }
    folder = parent;
  }
}

async function readVersion(file: URL, name: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const manifest: { name?: string; version?: string } = JSON.parse(text);
  return manifest.name === name ? manifest.version : undefined;
}
