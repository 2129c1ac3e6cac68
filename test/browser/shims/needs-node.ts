/** What a test meets that asks for something only Node has: it is skipped. */
export class NeedsNode extends Error {
  override readonly name = "NeedsNode";
}

/** Stands for something that there is only on Node, and for all that is made or taken of it: a call is refused. */
export function onlyInNode(name: string): unknown {
  return new Proxy(class {}, {
    apply() {
      throw new NeedsNode(name);
    },
    construct: () => onlyInNode(`new ${name}`) as object,
    get: (target, key) =>
      typeof key === "symbol" || key === "prototype" || key === "then"
        ? Reflect.get(target, key)
        : onlyInNode(`${name}.${key}`),
  });
}
