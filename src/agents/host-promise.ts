let resolveIt: (value: unknown) => void;
let rejectIt: (reason: unknown) => void;

/** A promise that is settled by others. It is made without a closure of its own, since calls make many. */
export class HostPromise {
  readonly promise = new Promise<unknown>(keep);
  readonly resolve = resolveIt;
  readonly reject = rejectIt;
}

function keep(resolve: (value: unknown) => void, reject: (reason: unknown) => void): void {
  resolveIt = resolve;
  rejectIt = reject;
}
