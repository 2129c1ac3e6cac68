import type { AnyGenerator } from "../../coroutines/frame.js";
import { ManagedAsyncGenerator } from "../async-generator.js";
import { MarkedAwaits } from "../marked-awaits.js";
import type { Body } from "../runtime.js";

/** Babel's helper of this name, with awaits that belong to the loop. */
export default function wrapAsyncGenerator(body: Body): (...args: unknown[]) => unknown {
  return function (this: unknown, ...args: unknown[]) {
    const generator = Reflect.apply(body, this, args as never[]);
    return new ManagedAsyncGenerator(new MarkedAwaits(generator) as unknown as AnyGenerator);
  };
}
