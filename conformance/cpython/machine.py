"""What a running program can name (futures, tasks, handles, ... by slot) and the trace it leaves."""

import asyncio
import contextlib
import contextvars
import json

from primitives import Primitives

EVENT_LIMIT = 3000


class AppError(Exception):
    pass


class OtherError(Exception):
    pass


ERROR_KINDS = {
    "AppError": AppError,
    "OtherError": OtherError,
    "CancelledError": asyncio.CancelledError,
    "RuntimeError": RuntimeError,
}


def make_error(op):
    return ERROR_KINDS[op["kind"]](op["message"])


def describe_error(error):
    if isinstance(error, BaseExceptionGroup):
        return describe_kind(error)
    message = str(error.args[0]) if error.args and error.args[0] is not None else ""
    return f"{type(error).__name__}({message})"


def describe_kind(error):
    name = type(error).__name__
    if not isinstance(error, BaseExceptionGroup):
        return name
    return f"ExceptionGroup[{','.join(map(describe_kind, error.exceptions))}]"


def describe_value(value):
    if isinstance(value, list):
        return f"[{','.join(map(describe_value, value))}]"
    return describe_kind(value) if isinstance(value, BaseException) else json.dumps(value)


class Machine:
    def __init__(self, loop, run_coroutine):
        self.loop = loop
        self.run_coroutine = run_coroutine
        self.task_factory = loop.get_task_factory()
        self.events = []
        self.over = False
        self.futures = {}
        self.tasks = {}
        self.handles = {}
        self.callbacks = {}
        self.variables = {}
        self.tokens = {}
        self.contexts = {}
        self.timeouts = {}
        self.groups = {}
        self.primitives = Primitives()
        self.waits = {}
        self.keep = []  # asyncio holds tasks weakly, tsyncio does not
        self.handler_is_broken = False
        loop.set_exception_handler(self.handle_exception)
        loop.on_default_handler = self.handle_by_default

    def log(self, op, text):
        if self.over:
            return
        self.events.append(f"{self.loop.time()} #{op['id']} {text}")
        if len(self.events) >= EVENT_LIMIT:
            self.events.append("too many events")
            self.over = True
            self.loop.stop()

    def log_value(self, op, value):
        self.log(op, f"-> {describe_value(value)}")

    def log_error(self, op, error):
        self.log(op, f"! {describe_error(error)}")

    def handle_exception(self, _loop, context):
        error = context.get("exception")
        described = "" if error is None else f": {describe_error(error)}"
        self.log({"id": "handler"}, f"{context['message']}{described}")
        if self.handler_is_broken:
            raise AppError("broken handler")

    def handle_by_default(self, context):
        self.log({"id": "default"}, context["message"])

    def future(self, slot):
        if slot not in self.futures:
            self.set_future(slot)
        return self.futures[slot]

    def set_future(self, slot):
        self.put_future(slot, self.loop.create_future())

    def put_future(self, slot, future):
        self.futures[slot] = future
        self.keep.append(future)

    def set_task(self, slot, task):
        self.tasks[slot] = task
        self.keep.append(task)
        return f"t{slot}"

    def current_task(self):
        return asyncio.current_task(self.loop)

    def target(self, ref):
        if "future" in ref:
            return self.future(ref["future"])
        if "task" in ref:
            return self.tasks.get(ref["task"])
        return self.current_task()

    def targets(self, refs):
        """Those that are there, each as often as it is named."""
        found = [self.target(ref) for ref in refs]
        return [target for target in found if target is not None]

    def name_of(self, future):
        for name, slots in (("f", self.futures), ("t", self.tasks)):
            for slot in sorted(slots):
                if slots[slot] is future:
                    return f"{name}{slot}"
        return "self"

    def names_of(self, futures):
        return ",".join(sorted(map(self.name_of, futures)))

    def variable(self, slot):
        if slot not in self.variables:
            self.variables[slot] = contextvars.ContextVar(f"v{slot}", default=0)
        return self.variables[slot]

    def describe_context(self):
        values = [(slot, self.variable(slot).get()) for slot in (0, 1)]
        return "".join(f" v{slot}={value}" for slot, value in values if value != 0)

    def leads_to(self, start, goal):
        """Whether `start` waits for `goal`, through any number of others. Cancelling a circle never ends."""
        seen = set()
        todo = list(self.waits.get(start, ()))
        while todo:
            node = todo.pop()
            if node is goal:
                return True
            if node not in seen:
                seen.add(node)
                todo.extend(self.waits.get(node, ()))
        return False

    def log_final_states(self):
        for name, slots in (("f", self.futures), ("t", self.tasks)):
            for slot in sorted(slots):
                self.log({"id": "end"}, f"{name}{slot} {final_state(slots[slot])}")
        self.log({"id": "end"}, f"{len(asyncio.all_tasks(self.loop))} tasks")

    def discard(self):
        self.over = True
        if not self.loop.is_closed():
            self.loop.close()
        for item in self.keep:
            if isinstance(item, asyncio.Future) and hasattr(item, "get_coro") and not item.done():
                with contextlib.suppress(BaseException):  # some wait for a lock in `finally`, some wake others
                    item.get_coro().close()


def final_state(future):
    if not future.done():
        return "pending"
    if future.cancelled():
        return "cancelled"
    error = future.exception()
    return f"! {describe_error(error)}" if error is not None else f"-> {describe_value(future.result())}"
