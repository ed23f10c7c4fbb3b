/** What servers that register handlers by calls have in common; whether one runs as a function or a container, its state is per instance. */
import type { CallFacts } from '../model/facts.js';
import type { PackageView, Platform, Registrar } from '../model/project.js';
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
  kind: 'server',
  concurrency: 'many',
  guidance:
    'As a function or behind an autoscaler, the process is one of several, serves many requests at once and is stopped without notice. Keep ' +
    'sessions, counters and queues in a store that all instances share.',
  detect: (view) => importEvidence(view, shape.packages),
  entryPoints: () => [],
  registers: shape.registers,
});

/** Why the package is a server: it listens on a port. */
export const servesHttp = (view: PackageView): string | undefined =>
  view.sources.find((file) => view.facts(file)?.calls.some(listens));

const SERVING = new Set(['Bun.serve', 'Deno.serve']);

function listens({ callee }: CallFacts): boolean {
  if (callee.kind === 'member' && callee.of.kind === 'global' && SERVING.has(`${callee.of.name}.${callee.key}`))
    return true;
  if (callee.kind === 'member') return callee.key === 'listen' || callee.key === 'listenAsync';
  return callee.kind === 'import' && callee.source === '@hono/node-server' && callee.name === 'serve';
}
