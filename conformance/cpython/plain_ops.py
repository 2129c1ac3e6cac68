"""Operations that never wait: allowed in coroutines, in callbacks and outside of the loop."""

import asyncio
import contextvars

from machine import describe_error, describe_value, make_error
from virtual_loop import eager_tasks

HANDLERS = {}
PROPAGATING = {"raise", "result", "exception", "runIn"}


def plain(function):
    HANDLERS[function.__name__.rstrip("_")] = function
    return function


def run_plain_body(m, body):
    for op in body:
        run_plain_op(m, op)


def run_plain_op(m, op):
    if m.over:
        return
    name = op["op"]
    try:
        text = HANDLERS[name](m, op)
    except (Exception, asyncio.CancelledError) as error:
        m.log_error(op, error)
        if name in PROPAGATING:
            raise
    else:
        m.log(op, text)


def boolean(value):
    return "true" if value else "false"


def on_target(function):
    def handler(m, op):
        target = m.target(op["target"])
        return "absent" if target is None else function(m, op, target)

    handler.__name__ = function.__name__
    return handler


def on_task(function):
    def on_future_or_task(m, op, target):
        return function(m, op, target) if hasattr(target, "uncancel") else "not a task"

    on_future_or_task.__name__ = function.__name__
    return on_target(on_future_or_task)


def callback_for(m, op):
    def callback(*_):
        m.log(op, f"callback{m.describe_context()}")
        run_plain_body(m, op["body"])

    return callback


# Tasks


@plain
def createTask(m, op):
    options = {}
    if "name" in op:
        options["name"] = op["name"]
    if m.contexts.get(op.get("context")) is not None:
        options["context"] = m.contexts[op["context"]]
    coroutine = m.run_coroutine(m, op)
    if op.get("eager"):
        return m.set_task(op["task"], eager_tasks(m.loop, coroutine, **options))
    return m.set_task(op["task"], m.loop.create_task(coroutine, **options))


@plain
def createSleepTask(m, op):
    return m.set_task(op["task"], m.loop.create_task(asyncio.sleep(op["ms"], op["value"])))


@plain
def useEagerTasks(m, op):
    m.loop.set_task_factory(eager_tasks if op["eager"] else m.task_factory)
    return "ok"


@plain
@on_target
def cancel(m, op, target):
    return boolean(target.cancel(op["message"]) if "message" in op else target.cancel())


@plain
@on_task
def cancelling(m, op, task):
    return str(task.cancelling())


@plain
@on_task
def uncancel(m, op, task):
    return str(task.uncancel())


@plain
@on_task
def setName(m, op, task):
    task.set_name(op["name"])
    return "ok"


@plain
@on_task
def getName(m, op, task):
    return task.get_name()


@plain
def currentTask(m, op):
    task = asyncio.current_task()
    return "none" if task is None else task.get_name()


@plain
def allTasks(m, op):
    return str(len(asyncio.all_tasks(m.loop)))


# Futures


@plain
def createFuture(m, op):
    m.set_future(op["future"])
    return f"f{op['future']}"


@plain
@on_target
def setResult(m, op, target):
    target.set_result(op["value"])
    return "ok"


@plain
@on_target
def setException(m, op, target):
    target.set_exception(make_error(op))
    return "ok"


@plain
@on_target
def state(m, op, target):
    return f"done={boolean(target.done())} cancelled={boolean(target.cancelled())}"


@plain
@on_target
def result(m, op, target):
    return describe_value(target.result())


@plain
@on_target
def exception(m, op, target):
    error = target.exception()
    return "null" if error is None else describe_error(error)


@plain
@on_target
def addDoneCallback(m, op, target):
    callback = callback_for(m, op)
    m.callbacks[op["callback"]] = callback
    target.add_done_callback(callback)
    return "ok"


@plain
@on_target
def addSameCallback(m, op, target):
    callback = m.callbacks.get(op["callback"])
    if callback is None:
        return "absent"
    target.add_done_callback(callback)
    return "ok"


@plain
@on_target
def removeDoneCallback(m, op, target):
    callback = m.callbacks.get(op["callback"])
    return "absent" if callback is None else str(target.remove_done_callback(callback))


# Handles


@plain
def callSoon(m, op):
    context = m.contexts.get(op.get("context"))
    m.handles[op["handle"]] = m.loop.call_soon(callback_for(m, op), context=context)
    return "ok"


@plain
def callSoonThreadsafe(m, op):
    m.handles[op["handle"]] = m.loop.call_soon_threadsafe(callback_for(m, op))
    return "ok"


@plain
def callLater(m, op):
    handle = m.handles[op["handle"]] = m.loop.call_later(op["ms"], callback_for(m, op))
    return f"when={handle.when()}"


@plain
def callAt(m, op):
    handle = m.handles[op["handle"]] = m.loop.call_at(op["when"], callback_for(m, op))
    return f"when={handle.when()}"


@plain
def cancelHandle(m, op):
    handle = m.handles.get(op["handle"])
    if handle is None:
        return "absent"
    before = handle.cancelled()
    handle.cancel()
    return f"cancelled={boolean(before)},{boolean(handle.cancelled())}"


@plain
def burst(m, op):
    for i in range(op["count"]):
        timer = m.loop.call_later(op["ms"] + i % 3, m.log, op, f"timer {i}")
        if i % op["every"] != 0:
            timer.cancel()
        else:
            m.loop.call_soon(m.log, op, f"soon {i}")
    return "ok"


# The loop


@plain
def stop(m, op):
    m.loop.stop()
    return "ok"


@plain
def isRunning(m, op):
    return boolean(m.loop.is_running())


@plain
def reenter(m, op):
    if not m.loop.is_running():
        return "not running"
    if op["how"] == "run":
        m.loop.run_until_complete(m.loop.create_future())
    elif op["how"] == "runForever":
        m.loop.run_forever()
    else:
        m.loop.close()
    return "ok"


@plain
def breakHandler(m, op):
    m.handler_is_broken = op["broken"]
    return "ok"


@plain
def callHandler(m, op):
    m.loop.call_exception_handler({"message": op["message"]})
    return "ok"


@plain
def raise_(m, op):
    raise make_error(op)


# Context variables


@plain
def setVariable(m, op):
    variable = m.variable(op["variable"])
    m.tokens[op["token"]] = (variable, variable.set(op["value"]))
    return "ok"


@plain
def getVariable(m, op):
    return str(m.variable(op["variable"]).get())


@plain
def resetVariable(m, op):
    if op["token"] not in m.tokens:
        return "absent"
    variable, token = m.tokens[op["token"]]
    try:
        variable.reset(token)
    except (ValueError, RuntimeError):
        return "refused"
    return "ok"


@plain
def copyContext(m, op):
    m.contexts[op["context"]] = contextvars.copy_context()
    return "ok"


@plain
def runIn(m, op):
    context = m.contexts.get(op["context"])
    if context is None:
        return "absent"
    context.run(run_plain_body, m, op["body"])
    return "ok"
