/** What stands here for some classes of one test file: the first one, and its variants, which run the same tests. */
export type Counterpart = Present | Absent;

interface Present {
  readonly classes: readonly string[];
  /** The files whose tests state the same rules. */
  readonly here: readonly string[];
  /** What of it they leave out, and why. Where there is none, the classes are covered. */
  readonly lacks?: string;
}

interface Absent {
  readonly classes: readonly string[];
  /** Why nothing stands for them. */
  readonly why: string;
}

/** By the name of the test file. */
export type Counterparts = Readonly<Record<string, readonly Counterpart[]>>;
