import { Buffer } from "node:buffer";

/** Whether it is a Uint8Array that arrives as the same though only its bytes are sent: a clone has all of its buffer. */
export function isWholeBytes(value: object): value is Uint8Array<ArrayBuffer> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Uint8Array.prototype && prototype !== Buffer.prototype) return false;
  const { buffer, length } = value as Uint8Array;
  return (
    length > 0 &&
    length === buffer.byteLength &&
    Object.getPrototypeOf(buffer) === ArrayBuffer.prototype &&
    (buffer as { resizable?: boolean }).resizable !== true
  );
}
