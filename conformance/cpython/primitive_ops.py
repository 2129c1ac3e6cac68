"""Operations on locks, events, queues, ... that never wait."""

from machine import describe_value
from plain_ops import boolean, plain
from primitives import item_of


@plain
def release(m, op):
    m.primitives.acquirable(op["of"]).release()
    return "ok"


@plain
def locked(m, op):
    return boolean(m.primitives.acquirable(op["of"]).locked())


@plain
def setEvent(m, op):
    m.primitives.get("event", op["event"]).set()
    return "ok"


@plain
def clearEvent(m, op):
    m.primitives.get("event", op["event"]).clear()
    return "ok"


@plain
def isSet(m, op):
    return boolean(m.primitives.get("event", op["event"]).is_set())


@plain
def notify(m, op):
    condition = m.primitives.get("condition", op["condition"])
    if op["count"] is None:
        condition.notify_all()
    else:
        condition.notify(op["count"])
    return "ok"


@plain
def barrierState(m, op):
    barrier = m.primitives.get("barrier", op["barrier"])
    return f"waiting={barrier.n_waiting} broken={boolean(barrier.broken)}"


@plain
def putNowait(m, op):
    m.primitives.get("queue", op["queue"]).put_nowait(item_of(op))
    return "ok"


@plain
def getNowait(m, op):
    return describe_value(m.primitives.get("queue", op["queue"]).get_nowait())


@plain
def taskDone(m, op):
    m.primitives.get("queue", op["queue"]).task_done()
    return "ok"


@plain
def shutdownQueue(m, op):
    m.primitives.get("queue", op["queue"]).shutdown(op["immediate"])
    return "ok"


@plain
def queueState(m, op):
    queue = m.primitives.get("queue", op["queue"])
    return f"size={queue.qsize()} empty={boolean(queue.empty())} full={boolean(queue.full())}"
