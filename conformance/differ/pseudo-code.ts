import type { Acquirable, AnyNode, NodeNamed, Program, Target } from "../ir.js";

/** A program as Python-like text; in the margin the numbers that the trace quotes. */
export function pseudoCode(program: Program): string {
  return program.steps.flatMap((step) => lines(step, 0)).join("\n");
}

/** What a node says. A line that opens a body ends with a colon, and the body follows. */
type Wording = { [Name in AnyNode["op"]]: (op: NodeNamed<Name>) => string };

const wording: Wording = {
  run: () => "loop.run_until_complete:",
  runTarget: (op) => `loop.run_until_complete(${name(op.target)})`,
  runForever: () => "loop.run_forever()",
  close: () => "loop.close()",

  sleep: (op) => `await sleep(${op.ms}, ${op.value})`,
  await: (op) => `await ${name(op.target)}`,
  call: (op) => `await sub(depth=${op.depth}):`,
  repeat: (op) => `for _ in range(${op.times}):`,
  return: (op) => `return ${op.value}`,
  try: () => "try:",

  wait: (op) => `await wait([${names(op.targets)}], timeout=${op.timeout ?? "None"}, ${op.returnWhen})`,
  waitFor: (op) =>
    op.body === undefined
      ? `await wait_for(${name(op.target)}, ${op.ms ?? "None"})`
      : `await wait_for(coroutine, ${op.ms ?? "None"}), which is:`,
  asCompleted: (op) =>
    `for next in as_completed([${names(op.targets)}], timeout=${op.timeout ?? "None"}): await next`,
  staggeredRace: (op) =>
    `await staggered_race([${names(op.targets)}], ${op.delay ?? "None"})` +
    (op.body === undefined ? "" : ", and a contender:"),
  timeout: (op) => `async with timeout(${op.ms ?? "None"}) as w${op.timeout}:`,
  taskGroup: (op) => `async with TaskGroup() as g${op.group}:`,
  hold: (op) => `async with ${acquirable(op.of)}:`,

  acquire: (op) => `await ${acquirable(op.of)}.acquire()`,
  waitForEvent: (op) => `await event${op.event}.wait()`,
  waitForCondition: (op) =>
    `await condition${op.condition}.wait${op.event === undefined ? "()" : `_for(event${op.event}.is_set)`}`,
  waitAtBarrier: (op) => `await barrier${op.barrier}.wait()`,
  resetBarrier: (op) => `await barrier${op.barrier}.reset()`,
  abortBarrier: (op) => `await barrier${op.barrier}.abort()`,
  put: (op) => `await queue${op.queue}.put(${op.value})`,
  get: (op) => `await queue${op.queue}.get()`,
  join: (op) => `await queue${op.queue}.join()`,

  createTask: (op) => `t${op.task} = create_task(${options(op)}):`,
  createSleepTask: (op) => `t${op.task} = create_task(sleep(${op.ms}, ${op.value}))`,
  useEagerTasks: (op) => `loop.set_task_factory(${op.eager ? "eager_task_factory" : "None"})`,
  cancel: (op) => `${name(op.target)}.cancel(${op.message ?? ""})`,
  cancelling: (op) => `${name(op.target)}.cancelling()`,
  uncancel: (op) => `${name(op.target)}.uncancel()`,
  setName: (op) => `${name(op.target)}.set_name(${op.name})`,
  getName: (op) => `${name(op.target)}.get_name()`,
  currentTask: () => "current_task()",
  allTasks: () => "all_tasks()",

  createFuture: (op) => `f${op.future} = loop.create_future()`,
  setResult: (op) => `${name(op.target)}.set_result(${op.value})`,
  setException: (op) => `${name(op.target)}.set_exception(${op.kind}(${op.message}))`,
  state: (op) => `${name(op.target)}.done(), .cancelled()`,
  result: (op) => `${name(op.target)}.result()`,
  exception: (op) => `${name(op.target)}.exception()`,
  addDoneCallback: (op) => `${name(op.target)}.add_done_callback(c${op.callback} := callback):`,
  addSameCallback: (op) => `${name(op.target)}.add_done_callback(c${op.callback})`,
  removeDoneCallback: (op) => `${name(op.target)}.remove_done_callback(c${op.callback})`,

  gather: (op) =>
    `f${op.future} = gather(${names(op.targets)}, return_exceptions=${op.returnExceptions})` +
    (op.body === undefined ? "" : ", and of:"),
  shield: (op) =>
    op.body === undefined
      ? `f${op.future} = shield(${name(op.target)})`
      : `f${op.future} = shield(coroutine), which is:`,
  createGroupTask: (op) => `t${op.task} = g${op.group}.create_task:`,
  reschedule: (op) => `w${op.timeout}.reschedule(${op.when ?? "None"})`,
  timeoutState: (op) => `w${op.timeout}.when(), .expired()`,

  release: (op) => `${acquirable(op.of)}.release()`,
  locked: (op) => `${acquirable(op.of)}.locked()`,
  setEvent: (op) => `event${op.event}.set()`,
  clearEvent: (op) => `event${op.event}.clear()`,
  isSet: (op) => `event${op.event}.is_set()`,
  notify: (op) =>
    op.count === null
      ? `condition${op.condition}.notify_all()`
      : `condition${op.condition}.notify(${op.count})`,
  barrierState: (op) => `barrier${op.barrier}.n_waiting, .broken`,
  putNowait: (op) => `queue${op.queue}.put_nowait(${op.value})`,
  getNowait: (op) => `queue${op.queue}.get_nowait()`,
  taskDone: (op) => `queue${op.queue}.task_done()`,
  shutdownQueue: (op) => `queue${op.queue}.shutdown(immediate=${op.immediate})`,
  queueState: (op) => `queue${op.queue}.qsize(), .empty(), .full()`,

  callSoon: (op) => `h${op.handle} = loop.call_soon(${options(op)}):`,
  callSoonThreadsafe: (op) => `h${op.handle} = loop.call_soon_threadsafe:`,
  callLater: (op) => `h${op.handle} = loop.call_later(${op.ms}):`,
  callAt: (op) => `h${op.handle} = loop.call_at(${op.when}):`,
  cancelHandle: (op) => `h${op.handle}.cancel()`,
  burst: (op) => `${op.count} timers of ${op.ms} to ${op.ms + 2}, cancelled but for every ${op.every}th`,

  stop: () => "loop.stop()",
  isRunning: () => "loop.is_running()",
  reenter: (op) =>
    `loop.${{ run: "run_until_complete", runForever: "run_forever", close: "close" }[op.how]}() again`,
  breakHandler: (op) => `the exception handler ${op.broken ? "raises" : "works"} from now on`,
  callHandler: (op) => `loop.call_exception_handler(${op.message})`,
  raise: (op) => `raise ${op.kind}(${op.message})`,

  setVariable: (op) => `k${op.token} = v${op.variable}.set(${op.value})`,
  getVariable: (op) => `v${op.variable}.get()`,
  resetVariable: (op) => `reset k${op.token}`,
  copyContext: (op) => `x${op.context} = copy_context()`,
  runIn: (op) => `x${op.context}.run:`,
};

function lines(op: AnyNode, depth: number): string[] {
  const text = (wording[op.op] as (op: AnyNode) => string)(op);
  const all = [line(op, depth, text)];
  if ("body" in op && op.body !== undefined) all.push(...block(op.body, depth));
  if (op.op !== "try") return all;
  if (op.except !== undefined) {
    const { catches, body, reraise } = op.except;
    const caught = { cancel: "CancelledError", error: "Exception", all: "(Exception, CancelledError)" }[
      catches
    ];
    all.push(line(undefined, depth, `except ${caught}:`), ...block(body, depth));
    if (reraise) all.push(line(undefined, depth + 1, "raise"));
  }
  if (op.finally !== undefined) all.push(line(undefined, depth, "finally:"), ...block(op.finally, depth));
  return all;
}

function block(body: readonly AnyNode[], depth: number): string[] {
  return body.length === 0
    ? [line(undefined, depth + 1, "pass")]
    : body.flatMap((op) => lines(op, depth + 1));
}

function line(op: AnyNode | undefined, depth: number, text: string): string {
  const margin = op?.id === undefined ? "" : `#${op.id}`;
  return `${margin.padEnd(5)}${"    ".repeat(depth)}${text}`;
}

function name(target: Target): string {
  if ("future" in target) return `f${target.future}`;
  return "task" in target ? `t${target.task}` : "self";
}

function names(targets: readonly Target[]): string {
  return targets.map(name).join(", ");
}

function acquirable(ref: Acquirable): string {
  return Object.entries(ref)[0]?.join("") ?? "";
}

function options(op: {
  name?: string | undefined;
  context?: number | undefined;
  eager?: boolean | undefined;
}): string {
  return [
    ...(op.name === undefined ? [] : [`name=${op.name}`]),
    ...(op.context === undefined ? [] : [`context=x${op.context}`]),
    ...(op.eager === true ? ["eager_start=True"] : []),
  ].join(", ");
}
