import { DefaultSerializer } from "node:v8";

/** What V8's own class does with views of memory, which its types leave out. */
interface WritesViews {
  _writeHostObject(view: ArrayBufferView): void;
}

/** Memory that threads share would arrive in another process as a copy, of which neither side would know. */
class BatchSerializer extends DefaultSerializer {
  _writeHostObject(view: ArrayBufferView): void {
    if (view.buffer instanceof SharedArrayBuffer)
      throw new TypeError("A SharedArrayBuffer cannot be shared with another process");
    (DefaultSerializer.prototype as unknown as WritesViews)._writeHostObject.call(this, view);
  }
}

/** V8's form of structured clones. @throws DataCloneError or TypeError for what can't be sent to another process */
export function serializeBatch(value: unknown): Buffer {
  const serializer = new BatchSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}
