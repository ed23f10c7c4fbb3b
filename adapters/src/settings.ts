/** What can be set, in code (`configure`, `createState`) and by environment variables; code wins. */
import type { AdapterError } from './errors.js';

export interface Settings {
  /**
   * `memory:`, `redis(s)://…` (`?cluster=1` for cluster mode), `https://…` (Redis over HTTP), `dynamodb://TABLE?region=…&endpoint=…`.
   * `COLDSTATE_URL`, else `REDIS_URL`, else `memory:`, which production and function platforms refuse.
   */
  readonly url?: string;
  /** Of one role alone: `{ session: 'dynamodb://sessions' }`. `COLDSTATE_URL_SESSION`, `COLDSTATE_URL_RATE_LIMIT` … */
  readonly urls?: Readonly<Record<string, string>>;
  /** Keeps applications, stages and previews apart in one backend. `COLDSTATE_NAMESPACE`; `app` by default. */
  readonly namespace?: string;
  /**
   * How long a call may wait for the backend; 1000 by default. What fails has settled by then, plus 20 %. A conflict of `update` or `transact`
   * begins it anew, and so does each step of what is several (a session's `create`). `COLDSTATE_TIMEOUT_MS`.
   */
  readonly timeoutMs?: number;
  /** Allow `memory:` in production: state is lost with each instance. `COLDSTATE_ALLOW_MEMORY=1`. */
  readonly allowMemory?: boolean;
  /** Every write goes there too, while data moves between backends. `COLDSTATE_MIRROR_URL`. */
  readonly mirrorUrl?: string;
  /** The application's own client, used in place of one opened from the URL, and never closed: one of @redis/client or ioredis. */
  readonly redis?: object;
  /** The application's own DynamoDBClient; the URL then names the table alone. */
  readonly dynamodb?: object;
  /** Told of every call that the backend failed, before it rejects. */
  readonly onError?: (error: AdapterError) => void;
  /** Told of every call that was answered without the backend (`whenDown`), and of writes that did not reach the mirror. */
  readonly onDegraded?: (error: AdapterError) => void;
}
