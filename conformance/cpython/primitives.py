"""Locks, events, queues, ... by kind and slot. One comes into being when it is first named."""

import asyncio

from backports import BoundedSemaphore, Condition, LifoQueue, PriorityQueue, Queue, Semaphore, make_barrier

LIFO = 3
PRIORITY = 4


class Primitives:
    def __init__(self):
        self.made = {}

    def get(self, kind, slot):
        key = (kind, slot)
        if key not in self.made:
            self.made[key] = getattr(self, kind)(slot)
        return self.made[key]

    def acquirable(self, ref):
        ((kind, slot),) = ref.items()
        return self.get(kind, slot)

    def lock(self, _slot):
        return asyncio.Lock()

    def semaphore(self, slot):
        return Semaphore(slot)

    def bounded(self, slot):
        return BoundedSemaphore(slot)

    def condition(self, slot):
        return Condition(self.get("lock", slot)) if slot > 0 else Condition()

    def event(self, _slot):
        return asyncio.Event()

    def barrier(self, slot):
        return make_barrier(slot + 1)

    def queue(self, slot):
        if slot == PRIORITY:
            return PriorityQueue(2)
        return LifoQueue(2) if slot == LIFO else Queue(slot)


def item_of(op):
    """What is put: Python compares no number with None."""
    return -1 if op["queue"] == PRIORITY and op["value"] is None else op["value"]
