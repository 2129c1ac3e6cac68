"""The interpreter of programs, on asyncio. interpreter/ is the same in TypeScript, function for function."""

import asyncio
import contextvars

import combinator_ops  # noqa: F401, their operations are added to those of plain_ops
import primitive_ops  # noqa: F401
from coroutine_ops import run_coroutine
from machine import Machine
from plain_ops import run_plain_body
from virtual_loop import NEEDS_PYTHON_TASKS, Deadlock, VirtualLoop, python_tasks


UNCANCELLING = {"uncancel", "timeout", "waitFor", "taskGroup", "staggeredRace"}


def run_program(program, force_python_tasks=False):
    return contextvars.Context().run(_run_program, program, force_python_tasks)


def _run_program(program, force_python_tasks):
    loop = VirtualLoop()
    if force_python_tasks or (NEEDS_PYTHON_TASKS and mentions_later_rules(program)):
        loop.set_task_factory(python_tasks)
    machine = Machine(loop, run_coroutine)
    for step in program["steps"]:
        run_step(machine, step)
    machine.log_final_states()
    machine.discard()
    return machine.events


def mentions_later_rules(node):
    if isinstance(node, dict):
        is_later = node.get("op") in UNCANCELLING or node.get("eager") is True
        return is_later or any(map(mentions_later_rules, node.values()))
    return isinstance(node, list) and any(map(mentions_later_rules, node))


def run_step(m, step):
    op = step["op"]
    if op == "run":
        drive(m, step, lambda: m.loop.run_until_complete(run_coroutine(m, step)))
    elif op == "runTarget":
        target = m.target(step["target"])
        if target is None:
            m.log(step, "absent")
        else:
            drive(m, step, lambda: m.loop.run_until_complete(target))
    elif op == "runForever":
        drive(m, step, m.loop.run_forever)
    elif op == "close":
        m.loop.close()
        m.log(step, "ok")
    else:
        try:
            run_plain_body(m, [step])
        except (Exception, asyncio.CancelledError):
            pass


def drive(m, step, run):
    m.log(step, "run")
    try:
        value = run()
    except Deadlock:
        m.log(step, "deadlock")
    except (Exception, asyncio.CancelledError) as error:
        m.log_error(step, error)
    else:
        m.log_value(step, value)
