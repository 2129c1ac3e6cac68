/*
 * Ends processes whose parent is gone, though they be too busy to see that. A parent that is killed can't do so itself, nor can a
 * thread that is terminated. So a shell does: it is told which processes run, and when nobody is left to tell it more, it gives
 * them a moment, and kills those that are still there. (A watching thread in each process would cost it a quarter of its memory.)
 * Where there is no shell, as on Windows, such a process ends when it is no longer busy.
 */
import { type ChildProcess, spawn } from "node:child_process";

/** How long processes have to see that their parent is gone, in seconds. */
const GRACE = 1;

/** Signals of the terminal are for the program, which may go on. */
const SCRIPT = `trap '' HUP INT TERM
running=
while read -r what pid; do
  if [ "$what" = start ]; then
    running="$running $pid"
  else
    others=
    for one in $running; do [ "$one" = "$pid" ] || others="$others $one"; done
    running=$others
  fi
done
[ -z "$running" ] && exit
sleep ${GRACE}
kill -KILL $running`;

let shell: ChildProcess | null = null;

/** A process has started. */
export function reapLater(pid: number): void {
  if (process.platform === "win32") return;
  shell ??= startShell();
  shell.stdin?.write(`start ${pid}\n`);
}

/** It has ended. */
export function isReaped(pid: number): void {
  shell?.stdin?.write(`end ${pid}\n`);
}

function startShell(): ChildProcess {
  const child = spawn("/bin/sh", ["-c", SCRIPT, "tsyncio-reaper"], {
    cwd: "/",
    detached: true,
    env: {},
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  child.unref();
  return child;
}
