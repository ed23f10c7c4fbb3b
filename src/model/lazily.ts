/** An object whose properties are each worked out when first asked for, and kept. */
export function lazily<T extends object>(properties: { readonly [K in keyof T]-?: () => T[K] }): T {
  const object = {};
  for (const [name, work] of Object.entries<() => unknown>(properties)) {
    Object.defineProperty(object, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = work();
        Object.defineProperty(object, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return object as T;
}
