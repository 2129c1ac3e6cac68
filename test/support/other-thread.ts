interface WorkerOf {
  readonly Worker: new (code: string | URL, options: { eval: boolean }) => AnyWorker;
}

interface AnyWorker {
  terminate(): unknown;
  on?(event: "message", listener: () => void): void;
  onmessage?: (() => void) | null;
}

/** Starts another thread, of Node or of a browser, whose only message makes this one call `fn`. */
export function fromOtherThread(fn: () => void): void {
  const isNode = typeof process !== "undefined";
  const { Worker } = (isNode ? process.getBuiltinModule("node:worker_threads") : globalThis) as WorkerOf;
  const code = isNode ? 'require("node:worker_threads").parentPort.postMessage(0)' : "postMessage(0)";
  const worker = new Worker(isNode ? code : new URL(`data:text/javascript,${code}`), { eval: isNode });
  const receive = () => {
    worker.terminate();
    fn();
  };
  if (isNode) worker.on?.("message", receive);
  else worker.onmessage = receive;
}
