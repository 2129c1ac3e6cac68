import { lookFor } from "./sendable.js";
import { Shared } from "./shared.js";
import { SharedBarrier } from "./shared-barrier.js";
import { SharedEvent } from "./shared-event.js";
import { SharedLock } from "./shared-lock.js";
import { SharedQueue } from "./shared-queue.js";
import { SharedSemaphore } from "./shared-semaphore.js";

/** Lets messages carry what threads share. */
export function knowKinds(): void {
  lookFor({
    isShared: (value) => value instanceof Shared,
    classes: { SharedBarrier, SharedEvent, SharedLock, SharedQueue, SharedSemaphore },
  });
}
