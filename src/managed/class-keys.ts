/* What compiled classes and objects use for the keys of their methods. */

/** The key that a computed key comes to: a string or a symbol. */
export function propertyKey(value: unknown): string | symbol {
  if (typeof value === "string" || typeof value === "symbol") return value;
  return Reflect.ownKeys({ [value as string]: 0 })[0] as string | symbol;
}

/** Takes a method out of the prototype or class under whose name it was hidden. */
export function takeMethod(home: object, key: string): unknown {
  const method: unknown = Reflect.get(home, key);
  Reflect.deleteProperty(home, key);
  return method;
}
