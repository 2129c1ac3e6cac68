"""CPython's asyncio, or uvloop: the same programs under the same protocol as the contenders in TypeScript.

One JSON object a line: says which benchmarks it has, then answers each request. See bench/protocol.ts.
"""

import asyncio
import gc
import json
import platform
import sys
import tracemalloc
from time import perf_counter

CROWD = 1_000
BATCH = 1_000
DEEP = 50
ROOM = 100
RIVALS = 10
PERMITS = 2
MEMORY_REST_MS = 1_000


class Stopwatch:
    """Times many tasks as one: from start() until the last of them has crossed the line."""

    def __init__(self, tasks=1):
        self.running = tasks

    def start(self):
        self.started = perf_counter()

    def cross(self):
        self.running -= 1
        if self.running == 0:
            self.stopped = perf_counter()

    @property
    def ms(self):
        return (self.stopped - self.started) * 1e3


async def switcher(switches, watch):
    for _ in range(switches):
        await asyncio.sleep(0)
    watch.cross()


async def crowd(tasks, switches):
    watch = Stopwatch(tasks)
    loop = asyncio.get_running_loop()
    running = [loop.create_task(switcher(switches, watch)) for _ in range(tasks)]
    watch.start()
    for task in running:
        await task
    return watch.ms


async def child():
    return 1


async def spawn_join(tasks):
    loop = asyncio.get_running_loop()
    watch = Stopwatch()
    watch.start()
    for _ in range(tasks):
        await loop.create_task(child())
    watch.cross()
    return watch.ms


class Table:
    def __init__(self, loop):
        self.ping = loop.create_future()
        self.pong = loop.create_future()


async def serve_balls(table, rounds):
    loop = asyncio.get_running_loop()
    for i in range(rounds):
        table.ping.set_result(i)
        await table.pong
        table.pong = loop.create_future()


async def return_balls(table, rounds):
    loop = asyncio.get_running_loop()
    for _ in range(rounds):
        ball = await table.ping
        table.ping = loop.create_future()
        table.pong.set_result(ball)


async def ping_pong(wakeups):
    loop = asyncio.get_running_loop()
    rounds = -(-wakeups // 2)
    table = Table(loop)
    watch = Stopwatch()
    watch.start()
    other = loop.create_task(return_balls(table, rounds))
    await serve_balls(table, rounds)
    await other
    watch.cross()
    return watch.ms


def noop():
    pass


async def callbacks(count):
    loop = asyncio.get_running_loop()
    watch = Stopwatch()
    watch.start()
    for _ in range(0, count, BATCH):
        for _ in range(BATCH):
            loop.call_soon(noop)
        await asyncio.sleep(0)
    watch.cross()
    return watch.ms


async def chain(depth, resumes):
    if depth > 1:
        await chain(depth - 1, resumes)
        return
    for _ in range(resumes):
        await asyncio.sleep(0)


async def resume(depth, resumes):
    watch = Stopwatch()
    task = asyncio.get_running_loop().create_task(chain(depth, resumes))
    watch.start()
    await task
    watch.cross()
    return watch.ms


async def produce(queue, items):
    for i in range(items):
        await queue.put(i)


async def trade(items):
    queue = asyncio.Queue(ROOM)
    watch = Stopwatch()
    watch.start()
    producer = asyncio.get_running_loop().create_task(produce(queue, items))
    for _ in range(items):
        await queue.get()
    await producer
    watch.cross()
    return watch.ms


async def take_free(times):
    lock = asyncio.Lock()
    watch = Stopwatch()
    watch.start()
    for _ in range(times):
        await lock.acquire()
        lock.release()
    watch.cross()
    return watch.ms


async def rival(lock, times, watch):
    for _ in range(times):
        await lock.acquire()
        await asyncio.sleep(0)
        lock.release()
    watch.cross()


async def contend(lock, times):
    watch = Stopwatch(RIVALS)
    watch.start()
    await asyncio.gather(*[rival(lock, times // RIVALS, watch) for _ in range(RIVALS)])
    return watch.ms


async def nap():
    await asyncio.sleep(0)
    return 1


async def gather_crowds(children):
    watch = Stopwatch()
    watch.start()
    for _ in range(0, children, CROWD):
        await asyncio.gather(*[nap() for _ in range(CROWD)])
    watch.cross()
    return watch.ms


async def sleeper(ms):
    await asyncio.sleep(ms / 1e3)


async def sleepers(tasks, at_peak, rest_ms):
    loop = asyncio.get_running_loop()
    watch = Stopwatch()
    watch.start()
    running = [loop.create_task(sleeper(1 + index % 50 + rest_ms)) for index in range(tasks)]
    await asyncio.sleep(0)
    at_peak()
    for task in running:
        await task
    watch.cross()
    return watch.ms


PROGRAMS = {
    "switch/1": lambda ops: crowd(1, ops),
    "switch/1000": lambda ops: crowd(CROWD, ops // CROWD),
    "spawn-join": lambda ops: spawn_join(ops),
    "ping-pong": lambda ops: ping_pong(ops),
    "call-soon": lambda ops: callbacks(ops),
    "depth/1": lambda ops: resume(1, ops),
    "depth/50": lambda ops: resume(DEEP, ops),
    "queue/100": lambda ops: trade(ops),
    "lock/free": lambda ops: take_free(ops),
    "lock/10": lambda ops: contend(asyncio.Lock(), ops),
    "semaphore/10": lambda ops: contend(asyncio.Semaphore(PERMITS), ops),
    "gather/1000": lambda ops: gather_crowds(ops),
    "sleepers": lambda ops, at_peak=noop, rest_ms=0: sleepers(ops, at_peak, rest_ms),
}


def drive(new_loop, main):
    loop = new_loop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


def traced():
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def memory_of(new_loop, program, ops):
    drive(new_loop, program(ops // 100))
    tracemalloc.start()
    before = traced()
    peak = []
    drive(new_loop, program(ops, lambda: peak.append(traced()), MEMORY_REST_MS))
    after = traced()
    tracemalloc.stop()
    return {"before": before, "peak": peak[0], "after": after}


def say(message):
    print(json.dumps(message), flush=True)


def serve(new_loop, runtime):
    say({"runtime": runtime, "benchmarks": list(PROGRAMS)})
    for line in sys.stdin:
        request = json.loads(line)
        program, ops = PROGRAMS[request["benchmark"]], request["ops"]
        if request["measure"] == "time":
            say({"ms": drive(new_loop, program(ops))})
        else:
            say(memory_of(new_loop, program, ops))


def main():
    runtime = f"{platform.python_implementation()} {platform.python_version()}"
    if sys.argv[1] == "asyncio":
        serve(asyncio.new_event_loop, runtime)
        return
    try:
        import uvloop
    except ImportError:
        say({"runtime": runtime, "benchmarks": [], "missing": "uvloop is not installed"})
        return
    serve(uvloop.new_event_loop, f"{runtime}, uvloop {uvloop.__version__}")


main()
