/** What can be moved to another thread rather than copied: buffers, ports, and what else the host has of that kind. */
export type Transferable = object;
