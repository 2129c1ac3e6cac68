import type { TargetName } from "../../loop/executor.js";
import type { Batch } from "../transport/channel.js";
import { TARGET } from "./messages.js";

/** Names that are sent once, and then go by a number. Who sends numbers them. */
export class TargetNumbers {
  private readonly numbers = new Map<string, number>();
  private readonly received: TargetName[] = [];
  /** The one that was last asked for, which is most often asked for again, and its number. */
  private last: TargetName | null = null;
  private lastNumber = 0;

  /** The number of a target; before its first use, its name is added to what is to be sent. */
  numberOf(target: TargetName, pending: Batch): number {
    if (target === this.last) return this.lastNumber;
    const isExport = target.isExport === true;
    const key = `${target.url}${isExport ? "#export " : "#"}${target.name}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(key, number);
      pending.push(TARGET, number, target.url, target.name, isExport);
    }
    this.last = target;
    this.lastNumber = number;
    return number;
  }

  /** The other side has numbered a target. */
  learn(number: number, url: string, name: string, isExport: boolean): void {
    this.received[number] = { url, name, isExport };
  }

  /** The target to which the other side gave this number. */
  at(number: number): TargetName {
    return this.received[number] as TargetName;
  }
}
