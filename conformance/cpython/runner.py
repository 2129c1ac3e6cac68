"""Runs programs on CPython's asyncio: one JSON program a line in, one JSON trace a line out.

The first line out names the interpreter. `--python-tasks` runs everything on asyncio's Python task instead of
the C one, to see whether those two agree with each other.
"""

import gc
import json
import logging
import sys
import warnings

from program import run_program

PROGRAMS_PER_COLLECTION = 200


def main():
    python_tasks = "--python-tasks" in sys.argv[1:]
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    sys.unraisablehook = lambda _: None
    gc.disable()  # a collection in the middle of a program could end its forgotten tasks
    send({"python": ".".join(map(str, sys.version_info[:3]))})
    for count, line in enumerate(sys.stdin, 1):
        send(run_program(json.loads(line), python_tasks))
        if count % PROGRAMS_PER_COLLECTION == 0:
            gc.collect()


def send(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


main()
