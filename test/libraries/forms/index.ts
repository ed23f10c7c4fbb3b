import type { Form } from '../form.js';
import { caches } from './caches.js';
import { disk } from './disk.js';
import { metrics, queues } from './queues.js';
import { rateLimits } from './rate-limits.js';
import { realtime, schedulers } from './realtime.js';
import { sessions } from './sessions.js';

export const forms: readonly Form[] = [
  ...sessions,
  ...rateLimits,
  ...caches,
  ...realtime,
  ...schedulers,
  ...queues,
  ...metrics,
  ...disk,
];
