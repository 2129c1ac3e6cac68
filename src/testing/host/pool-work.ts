import { types } from "node:util";

/** A job of cryptography, as async hooks show it when it is made. */
interface Job {
  /** Is called in the end of a job that runs in the pool. Newer versions of Node have none if a promise is wanted. */
  readonly ondone?: unknown;
  /** Starts the job, or does it at once. */
  run?(...args: unknown[]): unknown;
}

/** A compressor, which stays and is used again. */
interface Compressor {
  /** What it works at, if it does. */
  readonly buffer?: unknown;
}

/** So many jobs are noted before those are dropped that were done at once: a test may draw random bytes very often. */
const MANY = 1_000;

const JOB = /REQUEST$/;
const COMPRESSION = /^(ZLIB|BROTLI|ZSTD)/;

/**
 * Work in Node's thread pool of which its own list (`process.getActiveResourcesInfo()`) does not tell: cryptography and
 * compression. Async hooks do.
 */
export class PoolWork {
  private readonly jobs = new Map<number, { readonly type: string; readonly job: Job }>();
  private most = MANY;
  private readonly promised = new Map<object, string>();
  private readonly compressors = new Set<WeakRef<Compressor>>();

  /** Takes note of a resource, and returns whether it is such work. */
  add(id: number, type: string, resource: object): boolean {
    if (COMPRESSION.test(type)) {
      this.compressors.add(new WeakRef(resource));
    } else if (JOB.test(type)) {
      if (this.jobs.size >= this.most) this.most = MANY + 2 * this.dropDone();
      this.jobs.set(id, { type, job: resource });
      this.followPromise(type, resource);
    } else {
      return false;
    }
    return true;
  }

  /** The callback of a resource has run. Returns whether it was a job. */
  ended(id: number): boolean {
    return this.jobs.delete(id);
  }

  /** What is under way, in words. */
  inFlight(): string[] {
    this.dropDone();
    const found = [...this.promised.values(), ...[...this.jobs.values()].map(({ type }) => type)];
    for (const reference of this.compressors) {
      const compressor = reference.deref();
      if (compressor === undefined) this.compressors.delete(reference);
      else if (compressor.buffer) found.push("ZLIB");
    }
    return found;
  }

  /** Drops the jobs that were done at once, and returns how many are left. */
  private dropDone(): number {
    for (const [id, { job }] of this.jobs) if (typeof job.ondone !== "function") this.jobs.delete(id);
    return this.jobs.size;
  }

  /** The end of a job without a callback is told by the promise that starting it returns, and by nothing else. */
  private followPromise(type: string, job: Job): void {
    const { promised } = this;
    const { run } = job;
    if (run === undefined) return;
    job.run = (...args) => {
      const result = run.apply(job, args);
      if (types.isPromise(result)) {
        promised.set(result, type);
        const end = () => void promised.delete(result);
        result.then(end, end);
      }
      return result;
    };
  }
}
