import type { StreamHandle } from "./resource.js";

/** What async hooks and Node's list of what is open call the handles that the process's own streams may have. */
const NAMES: Readonly<Record<string, string>> = { PIPEWRAP: "PipeWrap", TTYWRAP: "TTYWrap" };

/**
 * The handles of stdin, stdout and stderr. They are made when they are first used, which may be in a test, and stay for as
 * long as the process; unless somebody reads from one, nothing is under way in it.
 */
export class StandardStreams {
  private readonly candidates = new Set<{
    readonly name: string;
    readonly reference: WeakRef<StreamHandle>;
  }>();

  /** Takes note of a resource, if it may be such a handle: that shows when it is opened. */
  add(type: string, resource: object): void {
    const name = NAMES[type];
    if (name !== undefined) this.candidates.add({ name, reference: new WeakRef(resource) });
  }

  /** Those of which nobody reads, as Node's list of what is open calls them. */
  idle(): string[] {
    const found: string[] = [];
    for (const candidate of this.candidates) {
      const handle = candidate.reference.deref();
      if (handle?.hasRef?.() !== true) this.candidates.delete(candidate);
      else if (isStandard(handle) && handle.reading !== true) found.push(candidate.name);
    }
    return found;
  }
}

/** Whether a handle is that of stdin, stdout or stderr. */
export function isStandard({ fd }: StreamHandle): boolean {
  return fd === 0 || fd === 1 || fd === 2;
}
