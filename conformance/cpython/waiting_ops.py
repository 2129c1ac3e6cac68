"""Operations that wait and have no body of their own to run."""

import asyncio

from backports import staggered_race, wait_for
from combinator_ops import child_of
from primitives import item_of

HANDLERS = {}
ERRORS = (Exception, asyncio.CancelledError)


def waiting(function):
    HANDLERS[function.__name__.rstrip("_")] = function
    return function


async def logged(m, op, awaitable):
    m.log(op, "await")
    try:
        value = await awaitable
    except ERRORS as error:
        m.log_error(op, error)
        raise
    m.log_value(op, value)


async def wait_safely(m, op, make_awaitable):
    """Waits for what `make_awaitable` makes of the target, unless that closed a circle of tasks."""
    target = m.target(op["target"])
    me = m.current_task()
    if target is None:
        m.log(op, "absent")
    elif m.leads_to(target, me):
        m.log(op, "circular")
    else:
        m.waits[me] = [target] if target is not me else []
        # A C task that awaited itself stays marked, and refuses all others with "await wasn't used with future".
        target._asyncio_future_blocking = False
        try:
            await logged(m, op, make_awaitable(target))
        finally:
            m.waits.pop(me, None)


@waiting
async def waitFor(m, op):
    if "body" in op:
        await logged(m, op, wait_for(m.run_coroutine(m, op), op["ms"]))
    else:
        await wait_safely(m, op, lambda target: wait_for(target, op["ms"]))


@waiting
async def wait(m, op):
    targets = m.targets(op["targets"])
    if not targets:
        m.log(op, "absent")
        return

    async def names():
        done, pending = await asyncio.wait(targets, timeout=op.get("timeout"), return_when=op["returnWhen"])
        return [m.names_of(done), m.names_of(pending)]

    await logged(m, op, names())


@waiting
async def asCompleted(m, op):
    # Those that are done come in the order of a set, which is that of addresses in CPython.
    targets = [target for target in m.targets(op["targets"]) if not target.done()]
    m.log(op, f"{len(set(targets))} pending")
    for following in asyncio.as_completed(targets, timeout=op.get("timeout")):
        try:
            await logged(m, op, following)
        except Exception:
            pass


@waiting
async def staggeredRace(m, op):
    waits_for = []
    contenders = [lambda ref=ref: contend(m, op, waits_for, ref) for ref in op["targets"]]
    if "body" in op:
        contenders.append(lambda: child_of(m, op, waits_for))

    async def outcome():
        return list(await staggered_race(contenders, op["delay"]))

    me = m.current_task()
    m.waits[me] = waits_for
    try:
        await logged(m, op, outcome())
    finally:
        m.waits.pop(me, None)


async def contend(m, op, waits_for, ref):
    target = m.target(ref)
    me = m.current_task()
    waits_for.append(me)
    m.log(op, "contends")
    if target is None or m.leads_to(target, me):
        return None
    m.waits[me] = [target] if target is not me else []
    target._asyncio_future_blocking = False
    try:
        return await target
    finally:
        m.waits.pop(me, None)


@waiting
async def acquire(m, op):
    async def acquired():
        await m.primitives.acquirable(op["of"]).acquire()

    await logged(m, op, acquired())


@waiting
async def waitForEvent(m, op):
    await logged(m, op, m.primitives.get("event", op["event"]).wait())


@waiting
async def waitForCondition(m, op):
    condition = m.primitives.get("condition", op["condition"])
    if "event" in op:
        await logged(m, op, condition.wait_for(m.primitives.get("event", op["event"]).is_set))
    else:
        await logged(m, op, condition.wait())


@waiting
async def waitAtBarrier(m, op):
    await logged(m, op, m.primitives.get("barrier", op["barrier"]).wait())


@waiting
async def resetBarrier(m, op):
    await logged(m, op, m.primitives.get("barrier", op["barrier"]).reset())


@waiting
async def abortBarrier(m, op):
    await logged(m, op, m.primitives.get("barrier", op["barrier"]).abort())


@waiting
async def put(m, op):
    await logged(m, op, m.primitives.get("queue", op["queue"]).put(item_of(op)))


@waiting
async def get(m, op):
    await logged(m, op, m.primitives.get("queue", op["queue"]).get())


@waiting
async def join(m, op):
    async def joined():
        await m.primitives.get("queue", op["queue"]).join()

    await logged(m, op, joined())
