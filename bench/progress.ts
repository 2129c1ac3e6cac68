import type { WriteStream } from "node:tty";

/** One line that tells what runs now: rewritten in place on a terminal, a line for each topic elsewhere. */
export class Progress {
  readonly #stream: WriteStream;
  readonly #started = performance.now();
  #told = "";

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  step(topic: string, detail: string): void {
    const seconds = Math.round((performance.now() - this.#started) / 1e3);
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[2K${seconds} s  ${topic}: ${detail}`);
      return;
    }
    if (topic !== this.#told) {
      this.#told = topic;
      this.#stream.write(`${seconds} s  ${topic}\n`);
    }
  }

  done(): void {
    if (this.#stream.isTTY) {
      this.#stream.write("\r\x1b[2K");
    }
  }
}
