/* A worker that serves nothing. */
export {};
