import { access } from "node:fs/promises";

/** Which of these files there are. Runs in the plugin's thread. */
export async function filesExist(urls: readonly string[]): Promise<boolean[]> {
  return await Promise.all(urls.map(fileExists));
}

function fileExists(url: string): Promise<boolean> {
  return access(new URL(url)).then(
    () => true,
    () => false,
  );
}
