/* The command at a terminal, where Ctrl-C is a key. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { project } from "../support/project.js";
import { noTerminal, Terminal } from "../support/terminal.js";

const COMMAND = "node_modules/tsyncio/dist/node/cli.js";
const CTRL_C = "\x03";
const CTRL_D = "\x04";

function start(args: readonly string[], files: Readonly<Record<string, string>> = {}): Terminal {
  const { folder } = project(files);
  const env = { TSYNCIO_REPL_HISTORY: join(folder, "history") };
  return new Terminal([process.execPath, COMMAND, ...args], { cwd: folder, env });
}

test("tsyncio repl: at a terminal it awaits, and Ctrl-D ends it", { skip: noTerminal }, async () => {
  const terminal = start(["repl"]);
  await terminal.until("> ");
  terminal.type('await sleep(1, "sl" + "ept")\r');
  await terminal.until("'slept'");
  terminal.type("const x = await sleep(1, 20); x * 2 + 2\r");
  await terminal.until("42");
  terminal.type(CTRL_D);
  assert.equal(await terminal.ended, 0);
});

test("tsyncio repl: Ctrl-C cancels what the line waits for, and gives the prompt back", {
  skip: noTerminal,
}, async () => {
  const terminal = start(["repl"]);
  await terminal.until("> ");
  terminal.type(
    'async function waits() { try { console.log("wa" + "its"); await sleep(60_000); } finally { await sleep(1); console.log("cleaned" + " up"); } }\r',
  );
  await terminal.until("undefined");
  terminal.type("await waits()\r");
  await terminal.until("waits\r\n");
  terminal.type(CTRL_C);
  await terminal.until("cleaned up\r\n");
  await terminal.until("KeyboardInterrupt");
  await terminal.until("> ");
  terminal.type('await sleep(1, "goes" + " on")\r');
  await terminal.until("'goes on'");
  terminal.type(CTRL_D);
  assert.equal(await terminal.ended, 0);
});

test("tsyncio repl: Ctrl-C leaves a task alone that the line does not wait for", {
  skip: noTerminal,
}, async () => {
  const terminal = start(["repl"]);
  await terminal.until("> ");
  terminal.type('const task = ensureFuture(sleep(300, "task " + "ended"))\r');
  await terminal.until("undefined");
  terminal.type('console.log("wa" + "its"); await sleep(60_000)\r');
  await terminal.until("waits\r\n");
  terminal.type(CTRL_C);
  await terminal.until("KeyboardInterrupt");
  terminal.type("await task\r");
  await terminal.until("'task ended'");
  terminal.type(CTRL_D);
  assert.equal(await terminal.ended, 0);
});

test("tsyncio repl: Ctrl-C at the prompt drops what was typed; a second one says how to leave", {
  skip: noTerminal,
}, async () => {
  const terminal = start(["repl"]);
  await terminal.until("> ");
  terminal.type("not a program(");
  await terminal.until("not a program(");
  terminal.type(CTRL_C);
  await terminal.until("> ");
  terminal.type('await sleep(1, "still" + " here")\r');
  await terminal.until("'still here'");
  terminal.type(CTRL_C);
  await terminal.until("To exit, press Ctrl+C again or Ctrl+D or type .exit");
  terminal.type(CTRL_C);
  assert.equal(await terminal.ended, 0);
});

test("tsyncio run: Ctrl-C at a terminal cancels main, which cleans up; a second one ends the process", {
  skip: noTerminal,
}, async () => {
  const files = {
    "app.ts": `import { sleep } from "tsyncio";
      export async function main(time: string): Promise<void> {
        try { console.log("waits"); await sleep(60_000); } finally { console.log("cleans up"); await sleep(Number(time)); console.log("cleaned up"); }
      }`,
  };
  const terminal = start(["run", "app.ts", "1"], files);
  await terminal.until("waits\r\n");
  terminal.type(CTRL_C);
  await terminal.until("cleaned up\r\nKeyboardInterrupt\r\n");
  assert.equal(await terminal.ended, 130);

  const slow = start(["run", "app.ts", "60000"], files);
  await slow.until("waits\r\n");
  slow.type(CTRL_C);
  await slow.until("cleans up\r\n");
  slow.type(CTRL_C);
  assert.notEqual(await slow.ended, 0);
});
