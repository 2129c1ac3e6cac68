import { after } from "node:test";

/** Node's MessageChannel is the platform's, but keeps the process alive: those of this test file are closed at its end. */
export function closeChannelsAfterwards(): void {
  const ports: { close(): void }[] = [];
  const Original = globalThis.MessageChannel;
  globalThis.MessageChannel = class extends Original {
    constructor() {
      super();
      ports.push(this.port1);
    }
  };
  after(() => {
    globalThis.MessageChannel = Original;
    for (const port of ports) port.close();
  });
}
