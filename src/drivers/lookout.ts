/** What watching may cost at once, in milliseconds. */
const MOST = 24;
/** What it may cost in the long run, of all time. */
const SHARE = 1 / 16;
/** Less is not worth a look. */
const LEAST = 0.05;
/** A watch of use costs nothing up to this, and gives the budget so much. */
const OF_USE = 0.1;
const SAVED = 0.03;

/**
 * Decides how long to watch for something before sleeping. That pays if it comes within a moment, and costs if it does not; so
 * there is a budget for it, to which each watch of use adds what it saved.
 *
 * The budget is large, and so is the longest watch: who is woken often runs on the processor that it was woken from, where it
 * gets nowhere while this thread watches, and it takes a scheduler some milliseconds to see two threads that want one
 * processor while another one is free. From then on each has its own.
 */
export class Lookout {
  private readonly longest: number;
  private budget = MOST;
  /** When the budget was last looked at. */
  private looked = 0;

  /** @param longest the longest to watch, in milliseconds */
  constructor(longest: number) {
    this.longest = longest;
  }

  /** For how many milliseconds to watch from `now` on; 0 not to watch. */
  limit(now: number): number {
    this.budget = Math.min(MOST, this.budget + (now - this.looked) * SHARE);
    this.looked = now;
    return this.budget < LEAST ? 0 : Math.min(this.longest, this.budget);
  }

  /** What was watched for since {@link Lookout.limit} has come. */
  succeeded(now: number): void {
    this.budget += SAVED - Math.max(0, now - this.looked - OF_USE);
  }

  /** It has not come. */
  failed(now: number): void {
    this.budget -= now - this.looked;
  }
}
