/* Tcl/Tk 8.6, as much of it as a window needs: called in this process, through its C interface. */
import koffi from "koffi";

const NAMES = {
  linux: { tcl: "libtcl8.6.so.0", tk: "libtk8.6.so.0" },
  darwin: { tcl: "libtcl8.6.dylib", tk: "libtk8.6.dylib" },
  win32: { tcl: "tcl86t.dll", tk: "tk86t.dll" },
} as const;
const names = NAMES[process.platform as keyof typeof NAMES] ?? NAMES.linux;

const OK = 0;
const ALL_EVENTS = 0;
const DONT_WAIT = 2;

// Tcl hands back what it was given with a callback, in place of a pointer: the number of a function of ours.
const Callback = koffi.proto("void TclCallback(intptr_t id)");
const Command = koffi.proto("int TclCommand(intptr_t id, void *interp, int argc, void *argv)");

function load() {
  const tcl = koffi.load(names.tcl);
  return {
    createInterp: tcl.func("void *Tcl_CreateInterp()"),
    init: tcl.func("int Tcl_Init(void *interp)"),
    eval: tcl.func("int Tcl_Eval(void *interp, const char *script)"),
    result: tcl.func("const char *Tcl_GetStringResult(void *interp)"),
    setVar: tcl.func("const char *Tcl_SetVar(void *interp, const char *name, const char *value, int flags)"),
    createCommand: tcl.func(
      "void *Tcl_CreateCommand(void *interp, const char *name, TclCommand *proc, intptr_t id, void *deleteProc)",
    ),
    doWhenIdle: tcl.func("void Tcl_DoWhenIdle(TclCallback *proc, intptr_t id)"),
    createTimer: tcl.func("void *Tcl_CreateTimerHandler(int ms, TclCallback *proc, intptr_t id)"),
    deleteTimer: tcl.func("void Tcl_DeleteTimerHandler(void *token)"),
    doOneEvent: tcl.func("int Tcl_DoOneEvent(int flags)"),
  };
}

/** An interpreter of Tcl, and its event loop, which is this thread's. */
export class Tcl {
  private readonly functions = new Map<number, () => void>();
  private lastId = 0;
  private readonly library = load();
  private readonly interp: unknown = this.library.createInterp();
  private readonly callback = koffi.register((id: number) => this.call(id), koffi.pointer(Callback));
  private readonly idleCallback = koffi.register((id: number) => this.afterIdle(id), koffi.pointer(Callback));
  private readonly commandCallback = koffi.register((id: number) => {
    this.functions.get(id)?.();
    return OK;
  }, koffi.pointer(Command));

  /** @throws Error if Tcl is not installed */
  constructor() {
    if (this.library.init(this.interp) !== OK) throw new Error(this.result());
  }

  /** Makes Tk's commands known, and opens its main window. */
  initTk(): void {
    const init = koffi.load(names.tk).func("int Tk_Init(void *interp)");
    if (init(this.interp) !== OK) throw new Error(this.result());
  }

  /** Runs Tk's own main loop, until the window is closed. Nothing of JavaScript runs meanwhile but what it calls. */
  mainLoop(): void {
    koffi.load(names.tk).func("void Tk_MainLoop()")();
  }

  eval(script: string): string {
    if (this.library.eval(this.interp, script) !== OK) throw new Error(this.result());
    return this.result();
  }

  setVar(name: string, value: string | number): void {
    this.library.setVar(this.interp, name, String(value), 0);
  }

  /** Makes `fn` a command of Tcl. */
  command(name: string, fn: () => void): void {
    const id = ++this.lastId;
    this.functions.set(id, fn);
    this.library.createCommand(this.interp, name, this.commandCallback, id, null);
  }

  /** Calls `fn` in `ms` milliseconds. Returns a function that prevents it. */
  after(ms: number, fn: () => void): () => void {
    const id = this.note(fn);
    const token = this.library.createTimer(ms, this.callback, id);
    return () => {
      if (this.functions.delete(id)) this.library.deleteTimer(token);
    };
  }

  /** Calls `fn` after the events that are there, once what waits for Tk to be idle, such as drawing, is done. */
  soon(fn: () => void): void {
    this.library.doWhenIdle(this.idleCallback, this.note(fn));
  }

  /** Handles one event, if there is one, or waits for one. Returns whether it did. */
  doOneEvent(wait: boolean): boolean {
    return this.library.doOneEvent(wait ? ALL_EVENTS : DONT_WAIT) !== 0;
  }

  private note(fn: () => void): number {
    const id = ++this.lastId;
    this.functions.set(id, fn);
    return id;
  }

  /** A call right from here would be followed by the next without any event in between. */
  private afterIdle(id: number): void {
    this.library.createTimer(0, this.callback, id);
  }

  private call(id: number): void {
    const fn = this.functions.get(id);
    this.functions.delete(id);
    try {
      fn?.();
    } catch (error) {
      console.error("Exception in a callback of Tcl:", error);
    }
  }

  private result(): string {
    return this.library.result(this.interp);
  }
}
