/** What servers that register handlers by calls have in common; whether one runs as a function or a container, its state is per instance. */
import type { Platform, Registrar } from '../model/project.js';
import { importEvidence } from './look.js';

/** Everything that a server registers is deployed as one process. */
const UNIT = 'server';

export const handlersOf = (packages: readonly string[], methods: readonly string[]): Registrar => ({
  packages,
  methods,
  kind: 'http',
  unit: UNIT,
});

export const middlewareOf = (packages: readonly string[], methods: readonly string[]): Registrar => ({
  packages,
  methods,
  kind: 'middleware',
  unit: UNIT,
});

/** A platform whose entry points are all found through `registers`. */
export const serverPlatform = (
  shape: Pick<Platform, 'name' | 'title'> & { packages: readonly string[]; registers: readonly Registrar[] },
): Platform => ({
  name: shape.name,
  title: shape.title,
  concurrency: 'many',
  guidance:
    'As a function or behind an autoscaler, the process is one of several, serves many requests at once and is stopped without notice. Keep ' +
    'sessions, counters and queues in a store that all instances share.',
  detect: (view) => importEvidence(view, shape.packages),
  entryPoints: () => [],
  registers: shape.registers,
});
