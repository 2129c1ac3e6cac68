"""Locks, events, queues, ... by kind and slot. One comes into being when it is first named."""

import asyncio

from backports import BoundedSemaphore, Condition, Semaphore, make_barrier


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
        return asyncio.LifoQueue(2) if slot == 3 else asyncio.Queue(slot)
