import { scrypt } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, string, number, Buffer>(scrypt);

/** A hash that is slow on purpose. Runs in the database's thread. */
export async function hash(text: string, salt: string): Promise<string> {
  return (await derive(text, salt, 16)).toString("hex");
}
