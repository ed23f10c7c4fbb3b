import type { Platform } from '../model/project.js';
import { importEvidence } from './look.js';

const PACKAGES = ['inngest'];

/** Functions run step by step, each step in a request of its own to the application that serves them. */
export const inngest: Platform = {
  name: 'inngest',
  title: 'Inngest',
  kind: 'server',
  concurrency: 'many',
  guidance:
    'Each step of a function is a request of its own, which any instance may answer. What a later step needs is what the earlier one returns, not ' +
    'what it left in memory.',
  detect: (view) => importEvidence(view, PACKAGES),
  entryPoints: () => [],
  registers: [{ packages: PACKAGES, methods: ['createFunction'], kind: 'event', unit: 'server' }],
};
