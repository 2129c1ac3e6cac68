import type { GlobalShim } from "./options.js";

/** What a worker's thread is told first. */
export interface WorkerSetup {
  readonly path: string;
  readonly isEsm: boolean;
  readonly globalShims: readonly GlobalShim[];
}

/** The name of the call that carries it; all others are calls of the worker's function. */
export const SETUP = "setup";
