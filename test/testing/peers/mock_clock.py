"""What docs/testing.md says of trio's MockClock. Prints one JSON object: claim to whether it holds."""
import json
import subprocess
import sys
import time

try:
    import trio
    import trio.testing
except ImportError:
    print("{}")
    raise SystemExit


def run(main):
    return trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))


async def jumps():
    start = trio.current_time()
    await trio.sleep(3600)
    return trio.current_time() - start == 3600


def has_its_own_time():
    async def sleep_an_hour():
        await trio.sleep(3600)
        return trio.current_time()

    return run(sleep_an_hour) == run(sleep_an_hour)


async def jumps_over_work():
    with trio.move_on_after(1) as scope:
        await trio.to_thread.run_sync(time.sleep, 0.05)
    return scope.cancel_called


STUCK = """
import trio, trio.testing
async def stuck():
    print("waits", flush=True)
    await trio.Event().wait()
trio.run(stuck, clock=trio.testing.MockClock(autojump_threshold=0))
"""


def hangs():
    child = subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE)
    child.stdout.readline()
    try:
        child.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        return True
    finally:
        child.kill()
        child.wait()
    return False


print(json.dumps({"jumps": run(jumps), "its own time": has_its_own_time(), "jumps over work": run(jumps_over_work), "hangs": hangs()}))
