/** How punctual the host is: its timers of 1 ms, one after the other. */
const TICK = 1;

/**
 * The most that one of `ticks` ticks was late, in milliseconds. Time that the system gave to other processes does not
 * count: a tick is no later than the processor time that this process used since it was set.
 */
export function latestTick(ticks: number): Promise<number> {
  return new Promise((resolve) => {
    let left = ticks;
    let latest = 0;
    let set = performance.now();
    let used = processorTime();
    const tick = () => {
      latest = Math.max(latest, Math.min(performance.now() - set, processorTime() - used) - TICK);
      if (--left <= 0) {
        resolve(latest);
        return;
      }
      set = performance.now();
      used = processorTime();
      setTimeout(tick, TICK);
    };
    setTimeout(tick, TICK);
  });
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
