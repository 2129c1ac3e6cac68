/*
 * A plugin of a host that calls it from synchronous code, as bundlers and linters do: its `transform` must return a
 * string, not a promise. What it needs is asynchronous, though: it blocks on a loop of its own.
 */
import { type Coroutine, exported, newEventLoop, Thread } from "tsyncio";

/** The interface that the host prescribes. */
export interface Plugin {
  transform(code: string): string;
  close(): void;
}

/** Replaces each `__DIGEST__` in a module by the SHA-256 of the module. */
export function digestPlugin(): Plugin {
  const loop = newEventLoop();
  return {
    transform: (code) => loop.runUntilComplete(insertDigest(code)),
    close: () => loop.close(),
  };
}

function* insertDigest(code: string): Coroutine<string> {
  const result = yield* new Thread(exported(import.meta.url, digest), [code]).start();
  return code.replaceAll("__DIGEST__", result);
}

/** Runs in another thread, whose loop is free to wait for promises: WebCrypto has nothing else. */
export async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(bytes).toString("hex");
}
