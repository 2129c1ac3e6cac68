"""Operations that make a future of others, and those on a scope (timeout, task group) that is open."""

import asyncio

from backports import gather as gather_done, shield as shield_future
from plain_ops import boolean, plain


@plain
def gather(m, op):
    children = m.targets(op["targets"])
    waits_for = list(children)
    if not m.loop.is_running() and ("body" in op or not children):
        return "not running"
    if "body" in op:
        children.append(child_of(m, op, waits_for))
    made = gather_done(*children, return_exceptions=op["returnExceptions"])
    m.put_future(op["future"], made)
    m.waits[made] = waits_for
    return f"f{op['future']}"


async def child_of(m, op, children):
    children.append(m.current_task())
    return await m.run_coroutine(m, op)


@plain
def shield(m, op):
    if "body" in op:
        if not m.loop.is_running():
            return "not running"
        inner = asyncio.ensure_future(m.run_coroutine(m, op))
        m.keep.append(inner)
    else:
        inner = m.target(op["target"])
    if inner is None:
        return "absent"
    m.put_future(op["future"], shield_future(inner))
    return f"f{op['future']}"


@plain
def createGroupTask(m, op):
    group = m.groups.get(op["group"])
    if group is None:
        return "absent"
    return m.set_task(op["task"], group.create_task(m.run_coroutine(m, op)))


@plain
def reschedule(m, op):
    scope = m.timeouts.get(op["timeout"])
    if scope is None:
        return "absent"
    scope.reschedule(op["when"])
    return "ok"


@plain
def timeoutState(m, op):
    scope = m.timeouts.get(op["timeout"])
    if scope is None:
        return "absent"
    when = "none" if scope.when() is None else scope.when()
    return f"when={when} expired={boolean(scope.expired())}"
