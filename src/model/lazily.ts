/** Work that is done when its answer is first asked for. */
export function once<Answer>(work: () => Answer): () => Answer {
  let done: { answer: Answer } | undefined;
  return () => (done ??= { answer: work() }).answer;
}

/** A function that works each answer out once. */
export function remembering<Key, Answer>(work: (key: Key) => Answer): (key: Key) => Answer {
  const known = new Map<Key, { answer: Answer }>();
  return (key) => {
    const found = known.get(key) ?? { answer: work(key) };
    known.set(key, found);
    return found.answer;
  };
}

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
