/* Compiled, never run: what the types of hosts allow. */
import {
  type browserHost,
  type EventLoop,
  type FrameHostOptions,
  frameHost,
  type Host,
  type nodeHost,
} from "tsyncio";
import { same } from "./equal.js";

declare const loop: EventLoop;

same<Host, typeof nodeHost>(true);
same<Host, typeof browserHost>(true);
same<Host, ReturnType<typeof frameHost>>(true);
same<number, ReturnType<typeof loop.step>>(true);

loop.step();
loop.step(5);
// @ts-expect-error a time is a number
loop.step("5");

frameHost();
frameHost({ budget: 6 });
const none: FrameHostOptions = {};
frameHost(none);
// @ts-expect-error a budget is a number
frameHost({ budget: "6" });

const base = { post() {}, postDelayed: () => () => {} };
export const hosts: Host[] = [
  base,
  { ...base, turn: 5, pollInterval: 10 },
  { ...base, onIdle: () => () => {}, isBusy: () => false },
  {
    ...base,
    // A turn may be worked out as it begins.
    get turn() {
      return performance.now() % 4;
    },
  },
  // @ts-expect-error a delayed call can be prevented
  { ...base, postDelayed() {} },
  // @ts-expect-error a host has both methods
  { post() {} },
];
