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


class QueueShutDown(Exception):
    pass


class Shutdown313:
    """A queue that can be shut down."""

    is_shut_down = False

    async def put(self, item):
        while self.full() and not self.is_shut_down:
            await self.wait_among(self._putters, lambda: not self.full())
        self.put_nowait(item)

    async def get(self):
        while self.empty() and not self.is_shut_down:
            await self.wait_among(self._getters, lambda: not self.empty())
        return self.get_nowait()

    def put_nowait(self, item):
        if self.is_shut_down:
            raise QueueShutDown
        super().put_nowait(item)

    def get_nowait(self):
        if self.empty() and self.is_shut_down:
            raise QueueShutDown
        return super().get_nowait()

    def shutdown(self, immediate=False):
        self.is_shut_down = True
        if immediate:
            while not self.empty():
                self._get()
                self._unfinished_tasks = max(0, self._unfinished_tasks - 1)
            if self._unfinished_tasks == 0:
                self._finished.set()
        for waiters in (self._getters, self._putters):
            while waiters:
                self._wakeup_next(waiters)

    async def wait_among(self, waiters, can_go_on):
        waiter = self._get_loop().create_future()
        waiters.append(waiter)
        try:
            await waiter
        except BaseException:
            waiter.cancel()
            if waiter in waiters:
                waiters.remove(waiter)
            if can_go_on() and not waiter.cancelled():
                self._wakeup_next(waiters)
            raise


class Queue313(Shutdown313, asyncio.Queue):
    pass


class LifoQueue313(Shutdown313, asyncio.LifoQueue):
    pass


class PriorityQueue313(Shutdown313, asyncio.PriorityQueue):
    pass


def gather_312(*awaitables, return_exceptions=False):
    """Counts at once what is done already, in place of asking to be called about it."""
    made = asyncio.gather(*awaitables, return_exceptions=return_exceptions)
    ready = made.get_loop()._ready
    for handle in [handle for handle in ready if is_callback_of(made, handle)]:
        ready.remove(handle)
        handle._callback(*handle._args)
    return made


def is_callback_of(outer, handle):
    """Whether it would count a child of this gather, which its callback knows as `outer`."""
    code = getattr(handle._callback, "__code__", None)
    if getattr(handle._callback, "__qualname__", "") != "gather.<locals>._done_callback":
        return False
    return handle._callback.__closure__[code.co_freevars.index("outer")].cell_contents is outer


class StaggeredRace:
    """3.14's rules. A second contender that succeeds changes nothing: tsyncio's choice, where CPython fails."""

    def __init__(self, contenders, delay):
        self.loop = asyncio.get_running_loop()
        self.contenders = enumerate(contenders)
        self.delay = delay
        self.running = InsertionOrdered()
        self.exceptions = []
        self.mistakes = []
        self.winner = (None, None)
        self.all_done = None

    async def run(self):
        cancellation = None
        self.enter(None)
        while self.running:
            self.all_done = self.loop.create_future()
            try:
                await self.all_done
            except CancelledError as error:
                cancellation = error
                for task in list(self.running):
                    task.cancel(*error.args)
            self.all_done = None
        if self.mistakes:
            raise ExceptionGroup("staggered race failed", self.mistakes)
        if cancellation is not None:
            raise cancellation
        return (*self.winner, self.exceptions)

    def enter(self, former_failed):
        entered = asyncio.Event()
        task = self.loop.create_task(self.compete(entered, former_failed))
        self.running.add(task)
        task.add_done_callback(self.task_done)
        entered.set()

    async def compete(self, entered, former_failed):
        await entered.wait()
        if former_failed is not None:
            try:
                await wait_for(former_failed.wait(), self.delay)
            except TimeoutError:
                pass
        index, contender = next(self.contenders, (None, None))
        if index is None:
            return
        failed = asyncio.Event()
        self.enter(failed)
        self.exceptions.append(None)
        try:
            result = await contender()
        except BaseException as error:
            self.exceptions[index] = error
            failed.set()
            return
        if self.winner[1] is None:
            self.winner = (result, index)
            me = asyncio.current_task()
            for task in list(self.running):
                if task is not me:
                    task.cancel()

    def task_done(self, task):
        self.running.discard(task)
        if not self.running and self.all_done is not None and not self.all_done.done():
            self.all_done.set_result(None)
        if not task.cancelled() and task.exception() is not None:
            self.mistakes.append(task.exception())


async def staggered_race(contenders, delay):
    return await StaggeredRace(contenders, delay).run()


if sys.version_info < (3, 13):
    TaskGroup = TaskGroup313
    Condition = Condition313
    Semaphore = Semaphore313
    BoundedSemaphore = BoundedSemaphore313
    Queue, LifoQueue, PriorityQueue = Queue313, LifoQueue313, PriorityQueue313
else:
    Condition = asyncio.Condition
    Semaphore = asyncio.Semaphore
    BoundedSemaphore = asyncio.BoundedSemaphore
    Queue, LifoQueue, PriorityQueue = asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue
def shield_314(awaitable):
    """What goes on after its shield was cancelled, and fails, is reported."""
    inner = asyncio.ensure_future(awaitable)
    outer = asyncio.shield(inner)
    if outer is not inner:
        outer.add_done_callback(lambda _: inner.done() or log_once(inner))
    return outer


def log_once(future):
    future.remove_done_callback(log_error)
    future.add_done_callback(log_error)


def log_error(future):
    if not future.cancelled() and future.exception() is not None:
        error = future.exception()
        message = f"{type(error).__name__} exception in shielded future"
        future.get_loop().call_exception_handler({"message": message, "exception": error, "future": future})


shield = shield_314 if sys.version_info < (3, 14) else asyncio.shield
wait_for = wait_for_312 if sys.version_info < (3, 12) else asyncio.wait_for
gather = gather_312 if sys.version_info < (3, 12) else asyncio.gather


def make_barrier(parties):
    barrier = asyncio.Barrier(parties)
    barrier._cond = Condition()
    return barrier
