import type { DefaultSerializer } from "node:v8";
import { v8 } from "../v8.js";
import { deserialize } from "./deserialize.js";

/** What V8's own class does with views of memory, which its types leave out. */
interface WritesViews {
  _writeHostObject(view: ArrayBufferView): void;
}

/** Memory that threads share would arrive in another process as a copy, of which neither side would know. */
function writeUnshared(this: DefaultSerializer, view: ArrayBufferView): void {
  if (view.buffer instanceof SharedArrayBuffer)
    throw new TypeError("A SharedArrayBuffer cannot be shared with another process");
  (v8().DefaultSerializer.prototype as unknown as WritesViews)._writeHostObject.call(this, view);
}

/** A value as another process would get it. @throws DataCloneError or TypeError for what can't be sent there */
export function copyThere(value: unknown): unknown {
  return deserialize(serializeBatch(value));
}

/** V8's form of structured clones. @throws DataCloneError or TypeError for what can't be sent to another process */
export function serializeBatch(value: unknown): Buffer {
  const { DefaultSerializer } = v8();
  const serializer = Object.assign(new DefaultSerializer(), { _writeHostObject: writeUnshared });
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}
