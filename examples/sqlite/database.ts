/*
 * A function of SQL that awaits: SQLite calls it in the middle of a query, and needs the result at once. It comes from a
 * thread, whose loop awaits the promise.
 */
import { exported } from "tsyncio";
import { start } from "../plugins/background.js";
import { hash } from "./hash.js";

/** As much of node:sqlite as is needed: Node 20 has no types for it, nor the module itself. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): { all(...values: unknown[]): Record<string, unknown>[] };
  function(name: string, options: { deterministic: boolean }, fn: (...values: string[]) => string): void;
  close(): void;
}

const target = exported(new URL("./hash.js", import.meta.url).href, hash);

/** Whether this Node has SQLite with functions: 22.13 and newer. */
export function hasSqlite(): boolean {
  return "function" in (sqlite()?.prototype ?? {});
}

/** A database in memory, with the function `hash(text, salt)`. */
export function openDatabase(): Database {
  const DatabaseSync = sqlite();
  if (DatabaseSync === undefined)
    throw new Error(`Node ${process.version} has no node:sqlite: use 22.13 or newer`);
  const database = new DatabaseSync(":memory:");
  database.function("hash", { deterministic: true }, (text, salt) => start(target, text, salt).result());
  return database;
}

function sqlite(): (new (path: string) => Database) | undefined {
  const module: unknown = process.getBuiltinModule("node:sqlite");
  return (module as { DatabaseSync: new (path: string) => Database } | undefined)?.DatabaseSync;
}
