/** A resource of Node, as async hooks show it. */
export interface Resource {
  /** Set on jobs of cryptography that run elsewhere, and not on those that were done at once. */
  readonly ondone?: unknown;
  /** What a compressor works at, if it does. */
  readonly buffer?: unknown;
  /** Whether it keeps the thread alive. */
  hasRef?(): boolean;
}
