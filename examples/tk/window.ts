/* The window of both programs: a button that starts the task, a label that ticks, and how far the task is. */
import { writeSync } from "node:fs";
import type { Tcl } from "./tcl.js";

const LAYOUT = `
  wm title . {tsyncio in Tk}
  wm geometry . 420x190+0+0
  wm protocol . WM_DELETE_WINDOW quit
  ttk::frame .f -padding 12
  ttk::label .f.ticks -textvariable shown -font {TkFixedFont 11}
  ttk::button .f.start -text {Start Async Task} -command start
  ttk::button .f.cancel -text Cancel -command cancel
  ttk::button .f.quit -text Quit -command quit
  ttk::progressbar .f.progress -maximum 100 -variable progress
  ttk::label .f.status -textvariable status
  grid .f.ticks -columnspan 3 -sticky w -pady {0 12}
  grid .f.start .f.cancel .f.quit -sticky ew -padx {0 8}
  grid .f.progress -columnspan 3 -sticky ew -pady 12
  grid .f.status -columnspan 3 -sticky w
  grid columnconfigure .f 0 -weight 1
  pack .f -fill both -expand 1

  # Tk's own timer: how late it comes is how long the window did not answer. But a busy machine makes it late as well: a tick
  # is no later than the processor time that this thread used since it was set, which Linux gives in nanoseconds.
  proc used {} {
    if {[catch {open /proc/thread-self/schedstat} file]} { return [clock milliseconds] }
    set nanoseconds [lindex [gets $file] 0]
    close $file
    return [expr {$nanoseconds / 1000000}]
  }
  set ticks 0
  set lateness {}
  set due [clock milliseconds]
  set before [used]
  proc tick {} {
    global ticks due before lateness shown
    lappend lateness [expr {min([clock milliseconds] - $due, [used] - $before)}]
    incr ticks
    set shown "The window ticks: $ticks"
    set due [expr {[clock milliseconds] + 10}]
    set before [used]
    after 10 tick
  }
  tick
`;

/** What a window's buttons do. */
export interface Actions {
  start(): void;
  cancel(): void;
  quit(): void;
}

/** The window, for who works for it. */
export class Window {
  private readonly tcl: Tcl;

  /** Opens it; it lives while {@link Tcl.mainLoop} runs. */
  constructor(tcl: Tcl, title: string, actions: Actions) {
    this.tcl = tcl;
    tcl.initTk();
    tcl.command("start", () => actions.start());
    tcl.command("cancel", () => actions.cancel());
    tcl.command("quit", () => actions.quit());
    tcl.eval(LAYOUT);
    tcl.eval(`wm title . {${title}}; update`);
    this.tell({ event: "ready", ...this.places() });
  }

  /** Shows how far the task is, in percent. */
  showProgress(percent: number): void {
    this.tcl.setVar("progress", percent);
    this.tcl.setVar("status", `Looking for primes: ${percent} %`);
    if (percent === 50) this.tell({ event: "half" });
  }

  showStart(): void {
    this.tell({ event: "start", lateness: this.takeLateness() });
    this.showProgress(0);
  }

  showEnd(status: string): void {
    this.tcl.setVar("status", status);
    this.tell({ event: "end", status, lateness: this.takeLateness() });
  }

  close(): void {
    this.tcl.eval("destroy .");
  }

  /** How late each tick was since the last call, in milliseconds. */
  private takeLateness(): number[] {
    const list = this.tcl.eval("set taken $lateness; set lateness {}; set taken");
    return list.split(" ").filter(Boolean).map(Number);
  }

  /** Where the buttons are on the screen. */
  private places(): Record<string, readonly number[]> {
    const centre = (name: string) =>
      ["x", "y"].map((axis) =>
        Number(
          this.tcl.eval(
            `expr {[winfo root${axis} .f.${name}] + [winfo ${axis === "x" ? "width" : "height"} .f.${name}] / 2}`,
          ),
        ),
      );
    return { start: centre("start"), cancel: centre("cancel"), quit: centre("quit") };
  }

  /** A line on standard output, at once: while Tk's loop runs, Node writes nothing by itself. */
  private tell(event: Record<string, unknown>): void {
    writeSync(1, `${JSON.stringify(event)}\n`);
  }
}
