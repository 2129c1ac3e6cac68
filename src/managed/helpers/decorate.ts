type Decorator = (target: unknown, key?: PropertyKey, descriptor?: PropertyDescriptor) => unknown;

/** TypeScript's `__decorate`, by the name that Oxc gives it: applies decorators of the older kind, the last one first. */
export default function decorate(
  decorators: readonly Decorator[],
  target: object,
  key?: PropertyKey,
  description?: PropertyDescriptor | null,
): unknown {
  if (key === undefined)
    return decorators.reduceRight<unknown>((made, decorator) => decorator(made) || made, target);
  // `null` stands for a method, which has a descriptor; a field has none.
  const isMethod = description === null;
  const before = isMethod ? Object.getOwnPropertyDescriptor(target, key) : description;
  const after = decorators.reduceRight<unknown>((made, decorator) => {
    const replaced = isMethod ? decorator(target, key, made as PropertyDescriptor) : decorator(target, key);
    return replaced || made;
  }, before);
  if (isMethod && after) Object.defineProperty(target, key, after as PropertyDescriptor);
  return after;
}
