import {
  aclosing,
  aiter,
  asCompleted,
  type Coroutine,
  createTask,
  ExceptionGroup,
  gather,
  type LazyAwaitable,
  Lock,
  PriorityQueue,
  Queue,
  sleep,
  staggeredRace,
  type Task,
  taskGroup,
  timeout,
  wait,
  waitFor,
} from "tsyncio";
import { same } from "./equal.js";

declare function fetchPage(): Promise<string>;

export function* inferred(): Coroutine<void> {
  const tuple = yield* gather([sleep(1, 1), sleep(1, "a"), fetchPage()]);
  same<typeof tuple, [number, string, string]>(true);

  const list = yield* gather([1, 2].map((n) => sleep(n, n)));
  same<typeof list, number[]>(true);

  const fromSet = yield* gather(new Set([sleep(1, 1), createTask(sleep(1, "a"))]));
  same<typeof fromSet, (number | string)[]>(true);

  const [value, ...rest] = yield* gather([sleep(1, 1)], { returnExceptions: true });
  same<typeof value, number | Error>(true);
  same<typeof rest, []>(true);

  const limited = yield* timeout(5, function* (limit) {
    const when: number | null = limit.when();
    yield* sleep(1);
    return when;
  });
  same<typeof limited, number | null>(true);

  const waited = yield* waitFor(sleep(1, "a"), 5);
  same<typeof waited, string>(true);

  const grouped = yield* taskGroup(function* (group) {
    return yield* group.createTask(sleep(1, 1));
  });
  same<typeof grouped, number>(true);

  const { done } = yield* wait([createTask(sleep(1, "a"))]);
  same<typeof done, Set<Task<string>>>(true);

  for (const next of asCompleted([sleep(1, 1)])) {
    const result = yield* next;
    same<typeof result, number>(true);
  }

  const results = aiter(asCompleted([sleep(1, 1)]));
  while (yield* results.moveNext()) same<typeof results.current, number>(true);

  const closed = yield* aclosing(aiter(new Queue<string>()), function* (items) {
    yield* items.moveNext();
    return items.current;
  });
  same<typeof closed, string>(true);

  const race = yield* staggeredRace([() => sleep(1, "a")], 1);
  if (race.index !== null) same<typeof race.result, string>(true);
  else same<typeof race.result, undefined>(true);

  const [types] = new ExceptionGroup("group", [new TypeError("a")]).split([TypeError, RangeError]);
  same<typeof types, ExceptionGroup | null>(true);

  yield* wait([createTask(sleep(1))], { timeout: null });
  for (const next of asCompleted([sleep(1, "a")], { timeout: null }))
    same<typeof next, LazyAwaitable<string>>(true);

  const item = yield* new Queue<string>().get();
  same<typeof item, string>(true);

  const held = yield* new Lock().hold(() => sleep(1, true));
  same<typeof held, boolean>(true);
}

export function refused(): void {
  // @ts-expect-error: wait() takes tasks and futures
  wait([sleep(1)]);
  // @ts-expect-error: a list is expected
  wait(createTask(sleep(1)));
  // @ts-expect-error: a list is expected
  gather(createTask(sleep(1)));
  // @ts-expect-error: a list is expected
  gather(sleep(1), sleep(2));
  // @ts-expect-error: a list is expected
  asCompleted(sleep(1));
  // @ts-expect-error: an item of another type
  new Queue<string>().putNowait(1);
  // @ts-expect-error: there is no such rule
  wait([createTask(sleep(1))], { returnWhen: "SOMETIME" });
  // @ts-expect-error: a body must be a function
  timeout(5, sleep(1));
  // @ts-expect-error: what is gone through is an async iterable
  aiter([1, 2]);
  // @ts-expect-error: a number can't be closed
  aclosing(5, () => sleep(1));
  // @ts-expect-error: contenders are functions
  staggeredRace([sleep(1)], 1);
  // @ts-expect-error: items of another type are compared
  new PriorityQueue<string>({ compare: (a: number, b: number) => a - b });
}
