/** Draws in every frame, and keeps the time from each to the next, in milliseconds. */
export class Frames {
  private readonly output = document.querySelector("#frames") as HTMLOutputElement;
  private gaps: number[] = [];
  private count = 0;
  private last = performance.now();

  start(): void {
    requestAnimationFrame(this.draw);
  }

  /** The gaps since the last call. */
  take(): number[] {
    const { gaps } = this;
    this.gaps = [];
    return gaps;
  }

  private readonly draw = (now: number): void => {
    this.gaps.push(now - this.last);
    this.last = now;
    this.output.value = `${++this.count} frames`;
    requestAnimationFrame(this.draw);
  };
}
