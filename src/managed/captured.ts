/* What compiled async arrow functions take from the method that they stand in. */

/** Stands for `super`, whose properties `get` reads and `set` writes. */
export function superProperties(
  get: (key: string | symbol) => unknown,
  set: (key: string | symbol, value: unknown) => void,
): object {
  return new Proxy(Object.create(null), {
    get: (_target, key) => get(key),
    set: (_target, key, value) => {
      set(key, value);
      return true;
    },
    deleteProperty: () => {
      throw new ReferenceError("Unsupported reference to 'super'");
    },
  });
}

/** Stands for `this` in a constructor that may not have called `super()` yet. */
export function laterThis(read: () => unknown): { readonly value: unknown } {
  return {
    get value() {
      return read();
    },
  };
}
