/*
 * What two agents say to each other. A message is its kind and a fixed number of fields; a batch holds several, one behind
 * the other in one flat array, which costs less to clone than an object for each.
 */

/** A call: id, index of the target, flags, arguments, values of the context (see carried-context.ts). */
export const CALL = 1;
/** Names a target, before its first call: index, URL, name, whether that is the name of its export. */
export const TARGET = 2;
/** A call returned: id, result, milliseconds that it ran. */
export const RESULT = 3;
/** A call threw: id, what it threw, milliseconds. */
export const ERROR = 4;
/** A call was cancelled: id, message, milliseconds. */
export const CANCELLED = 5;
/** A call should end: id, message. */
export const CANCEL = 6;
/** A call begins to run: id. */
export const STARTED = 7;
/** Who made a call blocks its thread until it is done: id. */
export const BLOCKED = 8;
/** {@link RESULT}, in which handles stand for what threads share. */
export const SHARED_RESULT = 9;
/** A worker: it should end. */
export const CLOSE = 10;
/** A worker is to be replaced: it uses more memory than it may. */
export const RETIRE = 11;
/** What a thread printed that is piped: descriptor, bytes. */
export const OUTPUT = 12;
/** A thread is about to end: exit code, what ends it. */
export const ENDING = 13;

/** {@link BLOCKED}, and calls of the other side can't be answered before: id, and of these what is in `BlockedFor`. */
export const NEEDED = 14;
/** Of what was printed, the parent has read some: descriptor, how many bytes. */
export const OUTPUT_TAKEN = 15;
/** A worker: no call that it has is to begin any more. */
export const WITHDRAW = 16;

/** How many places of a batch a message takes, by its kind. */
export const LENGTHS: readonly number[] = [0, 6, 5, 4, 4, 4, 3, 2, 2, 4, 1, 1, 3, 3, 3, 3, 1];

/** Flags of a call: no reply is wanted. */
export const NO_REPLY = 1;
/** It is to be told when it begins. */
export const TELL_START = 2;
/** It is the target that the agent was started for. */
export const MAIN = 4;
/** In its arguments handles stand for what threads share. */
export const SHARED_ARGUMENTS = 8;
/** It may be taken back until it begins. */
export const CLAIM = 16;
/** It is run at once, wherever it arrives: it is about a reference, see modules/references.ts. */
export const DIRECT = 32;
/** In its arguments are references. */
export const REFERENCES = 64;
/** In a worker nothing else begins until it has ended. */
export const ALONE = 128;
