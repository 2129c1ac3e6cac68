import { Buffer } from "node:buffer";
import type { DefaultDeserializer } from "node:v8";
import { v8 } from "../v8.js";

/** What V8's own class does with views of memory, which its types leave out. */
interface ReadsViews {
  _readHostObject(): ArrayBufferView;
}

type ViewClass = new (memory: ArrayBufferLike, byteOffset: number, length: number) => ArrayBufferView;

/** V8's own class makes views of the whole message, or of memory of Node's. */
function readWithOwnMemory(this: DefaultDeserializer): ArrayBufferView {
  const view = (v8().DefaultDeserializer.prototype as unknown as ReadsViews)._readHostObject.call(this);
  const { byteOffset, byteLength } = view;
  const memory = view.buffer.slice(byteOffset, byteOffset + byteLength);
  if (Buffer.isBuffer(view)) return Buffer.from(memory);
  const length = (view as ArrayBufferView & { readonly length?: number }).length ?? byteLength;
  return new (view.constructor as ViewClass)(memory, 0, length);
}

/** What V8 has serialized. Views of memory have it to themselves, as those that structured cloning makes. */
export function deserialize(bytes: Uint8Array): unknown {
  const { DefaultDeserializer } = v8();
  const deserializer = Object.assign(new DefaultDeserializer(bytes), { _readHostObject: readWithOwnMemory });
  deserializer.readHeader();
  return deserializer.readValue();
}
