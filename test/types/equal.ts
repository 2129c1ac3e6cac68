/** `true` if the types are identical, `any` and `readonly` told apart. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only if `A` and `B` are identical: `same<number, typeof x>(true)`. */
export function same<A, B>(proof: Equal<A, B>): void {
  void proof;
}
