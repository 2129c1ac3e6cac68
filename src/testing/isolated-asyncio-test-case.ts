import { addCleanup } from "./cleanups.js";
import { checkOptions, type IsolatedOptions } from "./options.js";
import { runIsolated } from "./run-isolated.js";
import { signalOf } from "./signal-of.js";

/** What a runner registers a test with: `test` or `it`. */
export type Register = (name: string, fn: () => Promise<void>) => unknown;

/**
 * Tests as the methods of a class: each whose name begins with `test` is one. It gets a new object of the class and an
 * event loop of its own, on which `setUp`, the test, `tearDown` and the cleanups run, in this order. All of them may be
 * generators, async functions, or plain ones. Python: `unittest.IsolatedAsyncioTestCase`.
 *
 * If `setUp` fails, the test and `tearDown` are left out. The cleanups run in any case. If the runner's test context has a
 * `signal`, its abort cancels what runs.
 *
 * @example
 * class QueueTest extends IsolatedAsyncioTestCase {
 *   private queue = new Queue<string>();
 *   override *setUp(): Coroutine<void> {
 *     yield* this.queue.put("first");
 *   }
 *   *testGetsWhatWasPut(): Coroutine<void> {
 *     assert.equal(yield* this.queue.get(), "first");
 *   }
 * }
 * const names: string[] = [];
 * QueueTest.register((name, fn) => { names.push(name); void fn(); }); // in a test file: QueueTest.register(test)
 * assert.deepEqual(names, ["QueueTest.testGetsWhatWasPut"]);
 */
export abstract class IsolatedAsyncioTestCase {
  /** Settings of the tests of this class. */
  static options: IsolatedOptions = {};

  /**
   * Registers the tests of this class with a runner's `test` or `it`.
   * @throws TypeError if the class has no method whose name begins with `test`.
   */
  static register(this: TestCaseClass, test: Register): void {
    // biome-ignore lint/complexity/noThisInStatic: the class that extends this one is meant
    const { name: className, options, prototype } = this;
    checkOptions(options);
    const names = testsOf(prototype);
    if (names.length === 0) {
      throw new TypeError(`Cannot register ${className}: it has no method whose name begins with "test"`);
    }
    for (const name of names) {
      // An arrow function with a parameter would be taken for one that calls back when it is done.
      const create = () => new this();
      test(`${className}.${name}`, function () {
        const testCase = create();
        const parts = {
          name: `${className}.${name}`,
          setUp: () => testCase.setUp(),
          body: () => (testCase as unknown as Record<string, () => unknown>)[name]?.(),
          tearDown: () => testCase.tearDown(),
          isCoroutine: false,
          // biome-ignore lint/complexity/noArguments: see above
          signal: signalOf(arguments[0]),
        };
        return runIsolated(parts, options);
      });
    }
  }

  /** Runs before the test. */
  setUp(): unknown {
    return undefined;
  }

  /** Runs after the test, be it that it failed, if `setUp` did not. */
  tearDown(): unknown {
    return undefined;
  }

  /** Calls `fn(...args)` after `tearDown`; the last added first. Python: `addCleanup` and `addAsyncCleanup`. */
  addCleanup<A extends readonly unknown[]>(fn: (...args: A) => unknown, ...args: A): void {
    addCleanup(fn, ...args);
  }
}

interface TestCaseClass {
  new (): IsolatedAsyncioTestCase;
  readonly name: string;
  readonly prototype: IsolatedAsyncioTestCase;
  readonly options: IsolatedOptions;
}

/** The tests among the methods of a class and those that it extends; the latter's come first. */
function testsOf(prototype: object): string[] {
  const names = new Set<string>();
  const chain: object[] = [];
  for (
    let owner: object = prototype;
    owner !== IsolatedAsyncioTestCase.prototype;
    owner = Object.getPrototypeOf(owner)
  ) {
    chain.unshift(owner);
  }
  for (const owner of chain) {
    for (const name of Object.getOwnPropertyNames(owner)) if (name.startsWith("test")) names.add(name);
  }
  return [...names];
}
