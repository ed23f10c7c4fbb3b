/**
 * A store for express-session on a `sessionStore`. It imports nothing of express-session: what `session` is given as is what the application has.
 *
 * ```ts
 * const sessions = sessionStore<SessionData>('web', { userOf: (data) => data.userId });
 * app.use(session({ store: expressStore(session, sessions), secret, resave: false, saveUninitialized: false }));
 * ```
 */
import type { SessionLife, SessionStore } from './collections/types.js';

/** What is used of a session's cookie. */
interface Cookie {
  readonly maxAge?: number | null | undefined;
  toJSON?(): object;
}

interface ExpressSession {
  readonly cookie: Cookie;
}

type Done<T = unknown> = (error?: unknown, result?: T) => void;

/** The class that express-session wants its stores to extend. */
interface BaseStore {
  createSession(request: never, data: never): object;
}

/** What the store adds to that class. */
export interface ExpressStoreMethods {
  get(id: string, done: Done): void;
  set(id: string, session: ExpressSession, done?: Done): void;
  touch(id: string, session: ExpressSession, done?: Done): void;
  destroy(id: string, done?: Done): void;
}

export function expressStore<B extends BaseStore, S extends object>(
  { Store }: { readonly Store: abstract new (...args: never[]) => B },
  sessions: SessionStore<S>,
): B & ExpressStoreMethods {
  // Abstract only for TypeScript: what it leaves open is added below.
  const store = new (Store as unknown as new () => B)();
  /** Sessions that were stored once. They are never stored again after they were destroyed: who logged out stays out. */
  const stored = new WeakSet();
  const createSession = store.createSession.bind(store);

  const methods: ExpressStoreMethods & Pick<BaseStore, 'createSession'> = {
    createSession(request, data) {
      const session = createSession(request, data);
      stored.add(session);
      return session;
    },
    get(id, done) {
      // express-session asks for null where there is none.
      settle(sessions.get(id), (error, data) => {
        done(error, data ?? null);
      });
    },
    set(id, session, done) {
      const data = dataOf(session) as S;
      const life = lifeOf(session);
      const write: Promise<unknown> = stored.has(session)
        ? sessions.save(id, data, life)
        : sessions.create(data, { id, ...life });
      settle(
        write.then(() => {
          stored.add(session);
        }),
        done,
      );
    },
    touch(id, session, done) {
      settle(sessions.touch(id, lifeOf(session)), done);
    },
    destroy(id, done) {
      settle(sessions.destroy(id), done);
    },
  };
  return Object.assign(store, methods);
}

function dataOf(session: ExpressSession): object {
  const { cookie } = session;
  return { ...session, cookie: cookie.toJSON?.() ?? { ...cookie } };
}

/** As long as the cookie; a cookie of the browser's session has no end, and the store's own `ttl` holds. */
function lifeOf({ cookie: { maxAge } }: ExpressSession): SessionLife {
  return typeof maxAge === 'number' && maxAge > 0 ? { ttl: { ms: maxAge } } : {};
}

function settle<T>(work: Promise<T>, done: Done<T> | undefined): void {
  work.then(
    (result) => done?.(undefined, result),
    (error: unknown) => done?.(error),
  );
}
