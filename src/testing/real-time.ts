/* The host's own timers and time: in a thread whose globals are replaced, what this module took before. */

/** Calls `fn` after `ms` milliseconds of real time; the timer is Node's. */
export const setRealTimeout = setTimeout;
export const clearRealTimeout = clearTimeout;
export const setRealImmediate = setImmediate;

/** The real time in milliseconds. */
export const realNow: () => number = performance.now.bind(performance);
