interface WebAssemblyMemory {
  readonly Memory: new (descriptor: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => { readonly buffer: SharedArrayBuffer };
}

/** A page that is not cross-origin isolated has no SharedArrayBuffer by name; that of WebAssembly can be waited on, too. */
export function wasmMemory(): SharedArrayBuffer {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyMemory };
  return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;
}
