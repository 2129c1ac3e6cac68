/** Longer ones are not kept. */
const LONGEST = 8;

const blanks: readonly (readonly unknown[])[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  Array.from({ length }, () => undefined),
);

/** A list of so many places. One that grows takes more memory than most need. */
export function newList(length: number): unknown[] {
  return blanks[length]?.slice() ?? Array.from({ length }, () => undefined);
}

/** Short lists to be used again and again. What was taken is nobody else's until it is given back. */
export class SpareLists {
  private readonly lists: (unknown[] | null)[] = blanks.map(() => null);

  take(length: number): unknown[] {
    const list = this.lists[length] ?? null;
    if (list === null) return newList(length);
    this.lists[length] = null;
    return list;
  }

  /** Nobody refers to the list any more. */
  giveBack(list: unknown[]): void {
    if (list.length > LONGEST) return;
    for (let i = 0; i < list.length; i++) list[i] = undefined;
    this.lists[list.length] = list;
  }
}
