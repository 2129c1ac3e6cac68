"""What tsyncio takes from later versions than 3.11, for the interpreters that do not have it yet.

Timeouts need nothing: what changed after 3.11 is in `uncancel` (virtual_loop.py).
"""

import asyncio
import sys

CancelledError = asyncio.CancelledError


class InsertionOrdered(dict):
    """As much of a set as task groups use. A real one cancels tasks in the order of their addresses."""

    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)


class TaskGroup(asyncio.TaskGroup):
    def __init__(self):
        super().__init__()
        self._tasks = InsertionOrdered()

    def _abort(self):
        self._aborting = True
        for task in list(self._tasks):
            if not task.done():
                task.cancel()


class TaskGroup313(TaskGroup):
    """The end of a group asks at last, not at first, whether the parent is cancelled from outside too."""

    async def __aexit__(self, kind, error, _traceback):
        self._exiting = True
        pending_cancel = error if isinstance(error, CancelledError) else None
        if kind is not None and not self._aborting:
            self._abort()
        while self._tasks:
            self._on_completed_fut = self._loop.create_future()
            try:
                await self._on_completed_fut
            except CancelledError as cancel:
                if not self._aborting:
                    pending_cancel = cancel
                    self._abort()
            self._on_completed_fut = None
        parent = self._parent_task
        if self._parent_cancel_requested and parent.uncancel() == 0:
            pending_cancel = None
        if pending_cancel is not None and not self._errors:
            raise pending_cancel
        if kind is not None and not isinstance(error, CancelledError):
            self._errors.append(error)
        if self._errors:
            if parent.cancelling():
                parent.uncancel()
                parent.cancel()
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", self._errors)


async def wait_for_312(awaitable, seconds):
    """Inline, in the caller's task; a limit that has passed already cancels what has not started."""
    if seconds is None or seconds > 0:
        async with asyncio.timeout(seconds):
            return await awaitable
    future = asyncio.ensure_future(awaitable)
    if future.done():
        return future.result()
    waiter = asyncio.get_running_loop().create_future()
    release = lambda _: None if waiter.done() else waiter.set_result(None)
    future.add_done_callback(release)
    try:
        future.cancel()
        await waiter
    finally:
        future.remove_done_callback(release)
    try:
        return future.result()
    except CancelledError as cancel:
        raise TimeoutError from cancel


class Condition313(asyncio.Condition):
    """A waiter that was notified and then cancelled hands the notification on."""

    async def wait(self):
        if not self.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = self._get_loop().create_future()
        self.release()
        try:
            try:
                self._waiters.append(waiter)
                try:
                    await waiter
                    return True
                finally:
                    self._waiters.remove(waiter)
            finally:
                cancel = None
                while True:
                    try:
                        await self.acquire()
                        break
                    except CancelledError as error:
                        cancel = error
                if cancel is not None:
                    raise cancel
        except BaseException:
            for other in self._waiters:
                if not other.done():
                    other.set_result(False)
                    break
            raise


class Permits313:
    """Whoever leaves the queue of a semaphore wakes as many others as there are permits."""

    async def acquire(self):
        if not self.locked():
            self._value -= 1
            return True
        if self._waiters is None:
            self._waiters = asyncio.locks.collections.deque()
        waiter = self._get_loop().create_future()
        self._waiters.append(waiter)
        try:
            try:
                await waiter
            finally:
                self._waiters.remove(waiter)
        except CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._value += 1
            raise
        finally:
            sleepers = [other for other in self._waiters if not other.done()]
            for other in sleepers[: self._value]:
                self._value -= 1
                other.set_result(True)
        return True


class Semaphore313(Permits313, asyncio.Semaphore):
    pass


class BoundedSemaphore313(Permits313, asyncio.BoundedSemaphore):
    pass


if sys.version_info < (3, 13):
    TaskGroup = TaskGroup313
    Condition = Condition313
    Semaphore = Semaphore313
    BoundedSemaphore = BoundedSemaphore313
else:
    Condition = asyncio.Condition
    Semaphore = asyncio.Semaphore
    BoundedSemaphore = asyncio.BoundedSemaphore
wait_for = wait_for_312 if sys.version_info < (3, 12) else asyncio.wait_for


def make_barrier(parties):
    barrier = asyncio.Barrier(parties)
    barrier._cond = Condition()
    return barrier
