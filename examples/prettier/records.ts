import { format } from "prettier";

/** Formats one record. Prettier itself is asynchronous. Runs in the plugin's thread. */
export async function formatRecord(json: string, printWidth: number): Promise<string> {
  return (await format(json, { parser: "json", printWidth })).trimEnd();
}
