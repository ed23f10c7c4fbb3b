import type { Library } from '../model/library.js';
import { agents } from './agents.js';
import { bots } from './bots.js';
import { caches } from './caches.js';
import { disk } from './disk.js';
import { metrics } from './metrics.js';
import { queues } from './queues.js';
import { rateLimits } from './rate-limits.js';
import { realtime } from './realtime.js';
import { requestCaches } from './request-caches.js';
import { schedulers } from './schedulers.js';
import { sessions } from './sessions.js';

/** All families of packages that keep data in the process or on its disk. */
export const libraries: readonly Library[] = [
  sessions,
  rateLimits,
  caches,
  requestCaches,
  realtime,
  schedulers,
  queues,
  metrics,
  disk,
  bots,
  agents,
];
