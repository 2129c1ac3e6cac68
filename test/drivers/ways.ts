import type { EventLoop, Main } from "tsyncio";

/** A way of waiting: the rules of a loop hold on each. */
export interface Way {
  readonly name: string;
  run<T>(loop: EventLoop, main: Main<T>): Promise<T>;
}

export const ways: readonly Way[] = [
  { name: "blocking", run: async (loop, main) => loop.runUntilComplete(main) },
  { name: "as a guest", run: (loop, main) => loop.run(main) },
];
