/*
 * How plain values are written as bytes: a tag each, and what it says stands behind it. A tag from SMALL on is a small number
 * itself. Numbers have their lowest byte first. Before the values of a message stands how many there are, in one byte.
 */

/** The most values that are counted. */
export const MOST_COUNTED = 254;
/** Of a message with more. */
export const UNCOUNTED = 255;

export const UNDEFINED = 0;
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
/** Four bytes. */
export const INTEGER = 4;
/** Eight bytes. */
export const DOUBLE = 5;
/** The length, one byte, and so many characters of one byte each. */
export const SHORT_TEXT = 6;
/** The length, four bytes, and so many characters of one byte each. */
export const LATIN1 = 7;
/** The length in bytes, four bytes, and characters of two bytes each. */
export const UTF16 = 8;
/** How many items, four bytes, and these. */
export const LIST = 9;
/** How many fields, one byte, and these: a key as a string, its value. */
export const RECORD = 10;
/** The length, four bytes, and the bytes of a Uint8Array, which begin at a multiple of eight. */
export const BYTES = 11;

export const SMALL = 64;
export const MOST_SMALL = 255 - SMALL;
