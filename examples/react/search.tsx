/* A search box: each letter typed cancels the search before it, the request to the server included. */
import { useState } from "react";
import { type Coroutine, currentTask, sleep, wrapFuture } from "tsyncio";
import { useTask } from "./use-task.js";

/** Asks a server. Its request ends when `signal` aborts. */
export type Ask = (query: string, signal: AbortSignal | undefined) => Promise<readonly string[]>;

/** Waits until nothing was typed for so long, in milliseconds. */
const DEBOUNCE = 100;

function* search(ask: Ask, query: string): Coroutine<readonly string[]> {
  if (query === "") return [];
  yield* sleep(DEBOUNCE); // typing on cancels it here, at no cost
  return yield* wrapFuture(ask(query, currentTask()?.signal));
}

export function Search({ ask }: { readonly ask: Ask }) {
  const [query, setQuery] = useState("");
  const found = useTask(() => search(ask, query), [ask, query]);
  return (
    <section>
      <input
        value={query}
        onChange={(event) => setQuery((event.target as unknown as { value: string }).value)}
      />
      <button type="button" onClick={found.status === "running" ? found.cancel : found.restart}>
        {found.status === "running" ? "Cancel" : "Again"}
      </button>
      <output>
        {found.status === "done"
          ? found.value.join(", ")
          : found.status === "failed"
            ? found.error.message
            : found.status}
      </output>
    </section>
  );
}
