import assert from "node:assert/strict";
import { test } from "node:test";
import { GuestRunner, sleep, VirtualClock } from "tsyncio";
import { main } from "../../examples/react/main.js";
import { show } from "../../examples/react/page.js";
import { type ComponentTask, RunnerContext, useTask } from "../../examples/react/use-task.js";
import { silent } from "./silent.js";

const HOUR = 3_600_000;

/** A component whose task tells `log` what becomes of it, and the task as it was rendered last. */
function probe() {
  const log: string[] = [];
  const seen: { task: ComponentTask<string> | null } = { task: null };
  function Probe({ name, ms = HOUR }: { readonly name: string; readonly ms?: number }) {
    const task = useTask(
      function* () {
        log.push(`${name} begins`);
        try {
          yield* sleep(ms);
          if (name === "broken") throw new Error("oops");
          return `${name}'s result`;
        } finally {
          yield* sleep(1);
          log.push(`${name} ends`);
        }
      },
      [name],
    );
    seen.task = task;
    return (
      <>
        <button type="button" onClick={task.status === "running" ? task.cancel : task.restart} />
        <output>{task.status === "done" ? task.value : task.status}</output>
      </>
    );
  }
  return { log, seen, Probe };
}

test("examples/react: what the program reports does happen", async () => {
  const { asked, aborted } = await main(silent);
  assert.deepEqual(asked, ["pen", "ink", "ink"]);
  assert.deepEqual(aborted, ["ink", "ink"]);
});

test("useTask: shows that the task runs, then its result; in StrictMode the body begins once", async () => {
  await using runner = new GuestRunner({ clock: new VirtualClock() });
  const { log, Probe } = probe();
  await using page = await show(<Probe name="a" />, runner);
  await page.see("output", "a's result");
  assert.deepEqual(log, ["a begins", "a ends"]);
});

test("useTask: shows the error that the body throws", async () => {
  await using runner = new GuestRunner({ clock: new VirtualClock() });
  const { seen, Probe } = probe();
  await using page = await show(<Probe name="broken" />, runner);
  await page.see("output", "failed");
  assert.equal(seen.task?.status === "failed" && seen.task.error.message, "oops");
});

test("useTask: unmounting cancels the task, whose finally block runs to its end", async () => {
  await using runner = new GuestRunner();
  const { log, Probe } = probe();
  const page = await show(<Probe name="a" />, runner);
  await page.until(() => log.length === 1);
  await page.unmount();
  await page.until(() => log.length === 2);
  assert.deepEqual(log, ["a begins", "a ends"]);
});

test("useTask: a changed dependency cancels the task and starts the new one; only that one is shown", async () => {
  await using runner = new GuestRunner();
  const { log, Probe } = probe();
  await using page = await show(<Probe name="old" />, runner);
  await page.until(() => log.length === 1);
  await page.render(<Probe name="new" ms={10} />);
  assert.equal(page.text("output"), "running");
  await page.see("output", "new's result");
  assert.deepEqual(log.sort(), ["new begins", "new ends", "old begins", "old ends"]);
});

test("useTask: renders with equal dependencies leave the task alone", async () => {
  await using runner = new GuestRunner();
  const { log, Probe } = probe();
  await using page = await show(<Probe name="a" ms={20} />, runner);
  for (let times = 0; times < 3; times++) await page.render(<Probe name="a" ms={20} />);
  await page.see("output", "a's result");
  assert.deepEqual(log, ["a begins", "a ends"]);
});

test("useTask: cancel cancels, restart starts anew, as often as it is asked to", async () => {
  await using runner = new GuestRunner();
  const { log, Probe } = probe();
  await using page = await show(<Probe name="a" />, runner);
  for (let times = 1; times <= 2; times++) {
    await page.until(() => log.length === 2 * times - 1);
    await page.click();
    await page.see("output", "cancelled");
    await page.click();
    await page.see("output", "running");
  }
  await page.until(() => log.length === 5);
  assert.deepEqual(log, ["a begins", "a ends", "a begins", "a ends", "a begins"]);
});

test("useTask: closing the runner ends the tasks of the page", async () => {
  const runner = new GuestRunner();
  const { log, Probe } = probe();
  await using page = await show(<Probe name="a" />, runner);
  await page.until(() => log.length === 1);
  let isClosed = false;
  runner.aclose().then(() => {
    isClosed = true;
  });
  await page.until(() => isClosed);
  assert.deepEqual(log, ["a begins", "a ends"]);
  await page.see("output", "cancelled");
});

test("useTask: without a runner it says what is missing", async () => {
  await using runner = new GuestRunner();
  const { Probe } = probe();
  const error = console.error;
  console.error = () => {};
  try {
    await assert.rejects(
      show(
        <RunnerContext value={null}>
          <Probe name="a" />
        </RunnerContext>,
        runner,
      ),
      { message: "Cannot useTask here: there is no <RunnerContext value={runner}> around it" },
    );
  } finally {
    console.error = error;
  }
});
