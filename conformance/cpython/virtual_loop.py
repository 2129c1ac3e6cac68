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

    def create_task(self, coroutine, *, name=None, context=None):
        """Hands all options to the factory, as 3.14 does: an eager task has its name from the start."""
        if self._task_factory is None:
            return super().create_task(coroutine, name=name, context=context)
        self._check_closed()
        return self._task_factory(self, coroutine, name=name, context=context)

    def default_exception_handler(self, context):
        if self.on_default_handler is not None:
            self.on_default_handler(context)

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class PatchedTask(asyncio.tasks._PyTask):
    """What later versions added to tasks: the C task keeps what that takes to itself.

    uncancel() down to 0 takes back a cancel that was not delivered yet (3.13), and a task can start eagerly (3.12).
    """

    def uncancel(self):
        left = super().uncancel()
        if left == 0:
            self._must_cancel = False
        return left

    def start_eagerly(self):
        """Takes back the first step, which was just scheduled, and runs it as the current task."""
        step = self._loop._ready.pop()
        current = asyncio.tasks._current_tasks
        creator = current.pop(self._loop, None)
        try:
            step._context.run(step._callback, *step._args)
        finally:
            if creator is not None:
                current[self._loop] = creator


def python_tasks(loop, coroutine, **options):
    loop._check_closed()
    return PatchedTask(coroutine, loop=loop, **options)


def starts_eagerly(loop, context=None, **_):
    """A task with a context of its own does not: CPython refuses it in one that is entered already."""
    return loop.is_running() and context is None


def eager_tasks_311(loop, coroutine, **options):
    task = python_tasks(loop, coroutine, **options)
    if starts_eagerly(loop, **options):
        task.start_eagerly()
    return task


def eager_tasks_312(loop, coroutine, **options):
    loop._check_closed()
    return asyncio.Task(coroutine, loop=loop, eager_start=starts_eagerly(loop, **options), **options)


NEEDS_PYTHON_TASKS = sys.version_info < (3, 13)
eager_tasks = eager_tasks_311 if NEEDS_PYTHON_TASKS else eager_tasks_312
