/** A page whose frames the test draws by hand. `install` makes it this thread's. */
export class Page {
  private readonly callbacks = new Map<number, () => void>();
  private readonly listeners = new Set<() => void>();
  private lastId = 0;
  private isHidden = false;

  /** How many callbacks the next frame will make. */
  get requested(): number {
    return this.callbacks.size;
  }

  /** How many listen for the page's being hidden or shown. */
  get listenerCount(): number {
    return this.listeners.size;
  }

  /** Draws a frame, and makes the calls that were asked for before. */
  draw(): void {
    const due = [...this.callbacks.values()];
    this.callbacks.clear();
    for (const callback of due) callback();
  }

  setHidden(hidden: boolean): void {
    this.isHidden = hidden;
    for (const listener of [...this.listeners]) listener();
  }

  /** Returns a function that takes it away again. */
  install(): () => void {
    const page = this;
    const globals = {
      requestAnimationFrame(callback: () => void) {
        page.callbacks.set(++page.lastId, callback);
        return page.lastId;
      },
      cancelAnimationFrame: (id: number) => page.callbacks.delete(id),
      document: {
        get hidden() {
          return page.isHidden;
        },
        addEventListener: (_type: string, listener: () => void) => page.listeners.add(listener),
        removeEventListener: (_type: string, listener: () => void) => page.listeners.delete(listener),
      },
    };
    Object.assign(globalThis, globals);
    return () => {
      for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name);
    };
  }
}
