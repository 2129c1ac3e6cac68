type ParameterDecorator = (target: unknown, key: PropertyKey | undefined, index: number) => void;

/** TypeScript's `__param`, by the name that Oxc gives it. */
export default function decorateParam(index: number, decorator: ParameterDecorator): unknown {
  return (target: unknown, key?: PropertyKey) => decorator(target, key, index);
}
