import { transformAsync } from "tsyncio/transform";

const RUNTIME = new URL("./promise-runtime.js", import.meta.url).href;

/** What a program logged, and how it ended. */
export interface Outcome {
  readonly log: readonly unknown[];
  readonly result?: unknown;
  readonly error?: string;
}

/** What a program is given. */
export type Log = (...values: unknown[]) => void;
type Main = (log: Log) => unknown;

/** Runs a module, whose export `main` is called with a function that logs. */
export async function runModule(
  code: string,
  call: (main: Main, log: Log) => unknown = (main, log) => main(log),
): Promise<Outcome> {
  const log: unknown[] = [];
  try {
    const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { main: Main };
    const result = await call(
      (given) => module.main(given),
      (...values) => log.push(...values),
    );
    return { log, result };
  } catch (error) {
    return { log, error: String(error) };
  }
}

/** The module, compiled to run over promises. */
export function compiled(code: string): string {
  return transformAsync(code, { file: "program.js", runtime: RUNTIME })?.code ?? code;
}
