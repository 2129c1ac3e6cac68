/** TypeScript's `__metadata`, by the name that Oxc gives it: what the package reflect-metadata makes of a type. */
export default function decorateMetadata(key: unknown, value: unknown): unknown {
  const { metadata } = Reflect as unknown as { metadata?: (key: unknown, value: unknown) => unknown };
  return metadata?.(key, value) ?? (() => {});
}
