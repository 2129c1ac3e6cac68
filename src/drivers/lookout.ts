/** After this many failures in a row, the next try is so many waits away, at most. */
const LONGEST_PAUSE = 64;

/**
 * Decides whether to watch for something before sleeping. That pays if it comes within a moment, and harms if the other side
 * needs this processor to get there: so each watch that was in vain makes for a longer pause until the next.
 */
export class Lookout {
  private pause = 0;
  private waitsLeft = 0;

  /** Whether to watch this time. */
  isDue(): boolean {
    if (this.waitsLeft === 0) return true;
    this.waitsLeft--;
    return false;
  }

  succeeded(): void {
    this.pause = 0;
  }

  failed(): void {
    this.pause = Math.min(LONGEST_PAUSE, this.pause === 0 ? 1 : 2 * this.pause);
    this.waitsLeft = this.pause;
  }
}
