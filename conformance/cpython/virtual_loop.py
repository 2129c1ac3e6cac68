"""CPython's own event loop with a selector that does not wait: it moves a clock instead."""

import asyncio
import heapq
import itertools
import sys


class Deadlock(BaseException):
    """Nothing is ready and no timer is set: a selector would wait for ever."""


class FifoTimerHandle(asyncio.TimerHandle):
    """CPython leaves the order of equal deadlines open; tsyncio promises the order they were set in."""

    __slots__ = ["order"]

    def __lt__(self, other):
        return (self._when, self.order) < (other._when, other.order)


class VirtualLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self.now = 0
        self.on_default_handler = None
        self._clock_resolution = 1e-9
        self._selector = self
        self._orders = itertools.count()

    def time(self):
        return self.now

    def select(self, timeout):
        if timeout is None:
            raise Deadlock
        self.now += timeout
        return []

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        timer = FifoTimerHandle(when, callback, args, self, context)
        timer.order = next(self._orders)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def default_exception_handler(self, context):
        if self.on_default_handler is not None:
            self.on_default_handler(context)

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class Uncancel313Task(asyncio.tasks._PyTask):
    """tsyncio follows 3.13: uncancel() down to 0 takes back a cancel that was not delivered yet.

    The C task keeps that flag to itself, so this is the one place that needs the Python one.
    """

    def uncancel(self):
        left = super().uncancel()
        if left == 0:
            self._must_cancel = False
        return left


def python_tasks(loop, coroutine, **options):
    return Uncancel313Task(coroutine, loop=loop, **options)


NEEDS_PATCHED_UNCANCEL = sys.version_info < (3, 13)
