import { __addDisposableResource, __disposeResources } from "./disposal.js";

/** What a block with `using` declarations keeps. */
export class UsingBlock {
  private readonly environment: Parameters<typeof __disposeResources>[0] = {
    stack: [],
    error: undefined,
    hasError: false,
  };

  /** The block has failed. */
  set e(error: unknown) {
    this.environment.error = error;
    this.environment.hasError = true;
  }

  /** `using value` */
  u<T extends object | null | undefined>(value: T): T {
    return __addDisposableResource(this.environment, value, false);
  }

  /** `await using value` */
  a<T extends object | null | undefined>(value: T): T {
    return __addDisposableResource(this.environment, value, true);
  }

  /** The block ends. Returns what is to be awaited. */
  d(): unknown {
    return __disposeResources(this.environment);
  }
}

/** What a compiled block with `await using` runs with. */
export function usingBlock(): UsingBlock {
  return new UsingBlock();
}
