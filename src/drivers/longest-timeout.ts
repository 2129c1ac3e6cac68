/** In milliseconds: Node and browsers run a longer timeout at once. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;
