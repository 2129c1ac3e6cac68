/** The path of a file. Elsewhere than on Windows that is what stands in its URL, and node:url need not be loaded for it. */
export function filePath(url: string | URL): string {
  if (process.platform === "win32") return process.getBuiltinModule("node:url").fileURLToPath(url);
  return decodeURIComponent(new URL(url).pathname);
}
