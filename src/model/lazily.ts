/** Work that is done when its answer is first asked for. */
export function once<Answer>(work: () => Answer): () => Answer {
  let done: { answer: Answer } | undefined;
  return () => (done ??= { answer: work() }).answer;
}

/** A function that works each answer out once. */
export function remembering<Key, Answer>(work: (key: Key) => Answer): (key: Key) => Answer {
  const known = new Map<Key, Answer>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Answer;
    const answer = work(key);
    known.set(key, answer);
    return answer;
  };
}

/** What a map keeps under a key, made where there is nothing yet. */
export function keptIn<Key, Kept extends object>(
  known: { get(key: Key): Kept | undefined; set(key: Key, kept: Kept): unknown },
  key: Key,
  make: (key: Key) => Kept,
): Kept {
  const found = known.get(key);
  if (found) return found;
  const made = make(key);
  known.set(key, made);
  return made;
}

/** The same for a while, for answers that change more slowly than they are asked for. */
export function rememberingFor<Key, Answer>(milliseconds: number, work: (key: Key) => Answer): (key: Key) => Answer {
  let since = -Infinity;
  let answerOf = remembering(work);
  return (key) => {
    const now = Date.now();
    // Clocks are set back, too.
    if (Math.abs(now - since) > milliseconds) {
      since = now;
      answerOf = remembering(work);
    }
    return answerOf(key);
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

const UNASKED = Symbol('not asked for yet');

/** The same for many objects of one kind: how their properties are worked out is said once, and each object brings what it is made of. */
export function lazyKind<Given extends object, T extends object>(properties: {
  readonly [K in keyof T]-?: (self: Given & T) => T[K];
}): (given: Given) => Given & T {
  const works = Object.entries<(self: Given & T) => unknown>(properties);
  const unasked: readonly unknown[] = works.map(() => UNASKED);
  // A class, because getters that stand on a prototype are made once.
  class Lazy {
    readonly #answers = [...unasked];

    constructor(given: Given) {
      Object.assign(this, given);
    }

    static answer(self: Lazy, at: number, work: (self: Given & T) => unknown): unknown {
      const known = self.#answers[at];
      if (known !== UNASKED) return known;
      const answer = work(self as unknown as Given & T);
      self.#answers[at] = answer;
      return answer;
    }
  }
  for (const [at, [name, work]] of works.entries()) {
    Object.defineProperty(Lazy.prototype, name, {
      enumerable: true,
      get(this: Lazy) {
        return Lazy.answer(this, at, work);
      },
    });
  }
  return (given) => new Lazy(given) as unknown as Given & T;
}
