/** How long it takes until a budget that was spent is full again, in milliseconds. */
const REFILL = 400;
/** Less is not worth a look. */
const LEAST = 0.05;
/** A watch of use costs nothing up to this, and gives the budget so much. */
const OF_USE = 0.1;
const SAVED = 0.03;

/**
 * Decides how long to watch for something before sleeping. That pays if it comes within a moment, and costs if it does not; so
 * there is a budget for it, to which each watch of use adds what it saved.
 *
 * Two threads that watch for each other need a large budget, and long watches: who is woken often runs on the processor that it
 * was woken from, where it gets nowhere while this thread watches, and it takes a scheduler some milliseconds to see two
 * threads that want one processor while another one is free. From then on each has its own.
 */
export class Lookout {
  private readonly longest: number;
  private readonly most: number;
  private budget: number;
  /** When the budget was last looked at. */
  private looked = 0;

  /**
   * @param longest the longest to watch, in milliseconds
   * @param most the budget, in milliseconds
   */
  constructor(longest: number, most: number) {
    this.longest = longest;
    this.most = most;
    this.budget = most;
  }

  /** For how many milliseconds to watch from `now` on; 0 not to watch. */
  limit(now: number): number {
    this.budget = Math.min(this.most, this.budget + ((now - this.looked) / REFILL) * this.most);
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
