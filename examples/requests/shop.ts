/* What both servers do: coroutines that know of no framework. */
import { type Coroutine, currentTask, sleep, type TaskGroup, wrapFuture } from "tsyncio";

/** Is told what becomes of requests. */
export type Journal = (entry: string) => void;

/** How many there are of an item. */
export interface Stock {
  readonly item: string;
  readonly left: number;
}

/** Looks up one item, which takes `ms` milliseconds. */
export function* stock(item: string, ms: number, journal: Journal): Coroutine<Stock> {
  journal(`${item}: asked`);
  try {
    yield* sleep(ms);
    return { item, left: item.length };
  } catch (error) {
    journal(`${item}: cancelled`);
    throw error;
  }
}

/** Asks the shop at `url` for several items at a time. The group cancels the other questions if one fails. */
export function* offer(
  url: string,
  items: readonly string[],
  ms: number,
  group: TaskGroup,
): Coroutine<Stock[]> {
  const questions = items.map((item) => group.createTask(ask(`${url}/stock/${item}?ms=${ms}`)));
  const answers: Stock[] = [];
  for (const question of questions) answers.push(yield* question);
  return answers;
}

/** The task's signal ends the host's part, too, when the task is cancelled. */
function* ask(url: string): Coroutine<Stock> {
  const { signal } = currentTask() as NonNullable<ReturnType<typeof currentTask>>;
  const response = yield* wrapFuture(fetch(url, { signal }));
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (yield* wrapFuture(response.json())) as Stock;
}

/** Takes longer than anybody waits for, and tidies up when it is cancelled. */
export function* report(journal: Journal): Coroutine<never> {
  journal("report: begun");
  try {
    for (;;) yield* sleep(1000);
  } finally {
    yield* sleep(5);
    journal("report: tidied up");
  }
}
