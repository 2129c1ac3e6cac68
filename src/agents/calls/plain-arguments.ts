import { copyPlain, isPrimitive, NOT_PLAIN } from "../transport/plain-copy.js";

/** Copies of arguments that can be sent later, together with other messages; `null` if they are no small plain values. */
export function copyArguments(args: readonly unknown[]): readonly unknown[] | null {
  if (args.every(isPrimitive)) return args;
  const copies: unknown[] = [];
  for (const arg of args) {
    const copied = copyPlain(arg);
    if (copied === NOT_PLAIN) return null;
    copies.push(copied);
  }
  return copies;
}
