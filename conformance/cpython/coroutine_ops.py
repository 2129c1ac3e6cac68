"""Operations that may wait: allowed in coroutines only. A body ends early with what a `return` left."""

import asyncio

from backports import TaskGroup
from plain_ops import HANDLERS as PLAIN_HANDLERS
from plain_ops import run_plain_op
from waiting_ops import ERRORS, HANDLERS, logged, wait_safely, waiting


class Returned:
    def __init__(self, value):
        self.value = value


async def run_coroutine(m, op):
    m.keep.append(m.current_task())
    m.log(op, f"start{m.describe_context()}")
    returned = await run_body(m, op["body"])
    return None if returned is None else returned.value


async def run_body(m, body):
    for op in body:
        if m.over:
            return None
        name = op["op"]
        if name in PLAIN_HANDLERS:
            run_plain_op(m, op)
            continue
        returned = await HANDLERS[name](m, op)
        if returned is not None:
            return returned
    return None


@waiting
async def sleep(m, op):
    await logged(m, op, asyncio.sleep(op["ms"], op["value"]))


@waiting
async def await_(m, op):
    await wait_safely(m, op, lambda target: target)


@waiting
async def call(m, op):
    returned = await descend(m, op, op["depth"])
    m.log_value(op, None if returned is None else returned.value)


async def descend(m, op, depth):
    return await (descend(m, op, depth - 1) if depth > 0 else run_body(m, op["body"]))


@waiting
async def repeat(m, op):
    for _ in range(op["times"]):
        returned = await run_body(m, op["body"])
        if returned is not None:
            return returned
    return None


@waiting
async def return_(m, op):
    m.log(op, "return")
    return Returned(op["value"])


@waiting
async def try_(m, op):
    try:
        return await run_body(m, op["body"])
    except ERRORS as error:
        clause = op.get("except")
        if clause is None or not catches(clause["catches"], error):
            raise
        m.log(op, f"except {type(error).__name__}")
        returned = await run_body(m, clause["body"])
        if returned is None and clause["reraise"]:
            raise
        return returned
    finally:
        if "finally" in op:
            m.log(op, "finally")
            await run_body(m, op["finally"])


def catches(kind, error):
    is_cancel = isinstance(error, asyncio.CancelledError)
    return kind == "all" or is_cancel == (kind == "cancel")


@waiting
async def hold(m, op):
    return await scope(m, op, m.primitives.acquirable(op["of"]), lambda _: None)


@waiting
async def timeout(m, op):
    def open_timeout(entered):
        m.timeouts[op["timeout"]] = entered

    return await scope(m, op, asyncio.timeout(op["ms"]), open_timeout)


@waiting
async def taskGroup(m, op):
    def open_group(entered):
        m.groups[op["group"]] = entered

    return await scope(m, op, TaskGroup(), open_group)


async def scope(m, op, manager, when_entered):
    m.log(op, "enter")
    try:
        async with manager as entered:
            when_entered(entered)
            m.log(op, "entered")
            returned = await run_body(m, op["body"])
    except ERRORS as error:
        m.log_error(op, error)
        raise
    m.log(op, "left")
    return returned
