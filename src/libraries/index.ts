import type { Library } from '../model/library.js';
import { agents } from './agents.js';
import { bots } from './bots.js';
import { caches } from './caches.js';
import { disk } from './disk.js';
import { memos } from './memos.js';
import { metrics } from './metrics.js';
import { queues } from './queues.js';
import { rateLimits } from './rate-limits.js';
import { realtime } from './realtime.js';
import { requestCaches } from './request-caches.js';
import { schedulers } from './schedulers.js';
import { sessions } from './sessions.js';
import { storages } from './storages.js';

/** All families of packages that keep data in the process or on its disk. */
export const libraries: readonly Library[] = [
  sessions,
  rateLimits,
  caches,
  storages,
  memos,
  requestCaches,
  realtime,
  schedulers,
  queues,
  metrics,
  disk,
  bots,
  agents,
];
