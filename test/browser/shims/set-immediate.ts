/* Node's setImmediate, which tests use to let the host take a turn. */
const calls: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
Object.assign(port1, { onmessage: () => calls.shift()?.() });

Object.assign(globalThis, {
  setImmediate(fn: () => void) {
    calls.push(fn);
    port2.postMessage(null);
  },
});
