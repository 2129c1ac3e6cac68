const INTERVAL_MS = process.stderr.isTTY ? 200 : 5000;
const QUIET_MS = 2000;
const BAR_WIDTH = 30;

/** A bar on stderr, for work that takes over two seconds: how much is done, and how much of it agreed. */
export class Progress {
  readonly #total: number;
  readonly #start = performance.now();
  #shown = 0;

  constructor(total: number) {
    this.#total = total;
  }

  update(done: number, agreed: number): void {
    const now = performance.now();
    if (now - this.#start < QUIET_MS || now - this.#shown < INTERVAL_MS) return;
    this.#shown = now;
    const filled = Math.round((done / this.#total) * BAR_WIDTH);
    const bar = "#".repeat(filled).padEnd(BAR_WIDTH, ".");
    const end = process.stderr.isTTY ? "\r" : "\n";
    process.stderr.write(`[${bar}] ${done}/${this.#total} programs, ${agreed} agreed${end}`);
  }

  finish(): void {
    if (this.#shown > 0 && process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
