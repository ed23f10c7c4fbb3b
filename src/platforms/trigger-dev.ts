import type { Platform } from '../model/project.js';
import { importEvidence } from './look.js';

const PACKAGES = ['@trigger.dev/sdk'];

/** Tasks are exports; each run has a process, or is one of several that a process runs one after the other. */
export const triggerDev: Platform = {
  name: 'trigger-dev',
  title: 'Trigger.dev',
  kind: 'server',
  concurrency: 'one',
  guidance:
    'Each run of a task may have a process of its own, apart from the application and from all other runs. Hand over what it needs as its payload, ' +
    'and keep what has to outlast it in a store.',
  detect: (view) => importEvidence(view, PACKAGES),
  entryPoints: () => [],
  registers: [{ packages: PACKAGES, methods: ['task', 'schemaTask', 'defineJob'], kind: 'event' }],
};
