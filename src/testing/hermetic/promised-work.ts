type Method = (...args: unknown[]) => unknown;

/** Functions of the platform that work elsewhere and say so only by a promise: Node has no request that tells of them. */
export class PromisedWork {
  private readonly underWay = new Map<object, string>();

  constructor() {
    this.watch(Reflect.get(globalThis, "WebAssembly") as object, "WebAssembly");
  }

  /** What is under way, in words. */
  inFlight(): string[] {
    return [...this.underWay.values()];
  }

  private watch(owner: object, name: string): void {
    for (const [key, { value, configurable }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value !== "function" || !configurable || key === "constructor" || /^[A-Z]/.test(key))
        continue;
      this.replace(owner, key, value as Method, `${name}.${key}`);
    }
  }

  private replace(owner: object, key: string, original: Method, name: string): void {
    const { underWay } = this;
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      const result = original.apply(this, args);
      if (result instanceof Promise) {
        underWay.set(result, name);
        const end = () => void underWay.delete(result);
        result.then(end, end);
      }
      return result;
    };
    Object.defineProperty(owner, key, {
      value: watched,
      configurable: true,
      writable: true,
      enumerable: true,
    });
  }
}
