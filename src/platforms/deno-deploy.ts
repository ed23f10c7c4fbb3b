import type { ModuleFacts } from '../model/facts.js';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import { dataOf, readJsonc, textOf } from './config-text.js';
import { entriesOf, exportsOf, filesNamed, memberEntriesOf, sourceBehind } from './look.js';
import { dirname, join } from 'node:path/posix';

const NAME = 'deno-deploy';
const CONFIG = /^deno\.jsonc?$/;

export const denoDeploy: Platform = {
  name: NAME,
  title: 'Deno Deploy',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'Isolates are started in many regions, serve many requests at once and are dropped when idle. Timers at module level run in several isolates or ' +
    'in none: use Deno.cron, and keep state in Deno KV or a database.',
  detect: (view) =>
    filesNamed(view, CONFIG).find((config) => isDeployed(view, config)) ??
    (filesNamed(view, CONFIG).length > 0 ? servesAt(view) : undefined),
  entryPoints: (view) =>
    filesNamed(view, CONFIG).flatMap((config) => {
      const entry = textOf(dataOf(dataOf(readJsonc(view, config)).deploy).entrypoint);
      const file = entry && sourceBehind(view, join(dirname(config), entry));
      return file ? defaultEntries(view, file) : [];
    }),
  registers: [
    { packages: ['std/http/server.ts'], globals: ['Deno'], methods: ['serve'], kind: 'http' },
    { packages: [], globals: ['Deno'], methods: ['cron'], kind: 'schedule' },
  ],
};

function isDeployed(view: PackageView, config: string): boolean {
  const { deploy, tasks } = dataOf(readJsonc(view, config));
  return deploy !== undefined || /\b(?:deployctl|deno) deploy\b/.test(JSON.stringify(tasks ?? ''));
}

const servesAt = (view: PackageView): string | undefined =>
  view.sources.filter((file) => callsDenoServe(view.facts(file))).map((file) => `${file} calls Deno.serve`)[0];

export const callsDenoServe = (facts: ModuleFacts | undefined): boolean =>
  facts?.calls.some(
    ({ callee }) =>
      callee.kind === 'member' && callee.key === 'serve' && callee.of.kind === 'global' && callee.of.name === 'Deno',
  ) ?? false;

/** `export default { fetch }`, as `deno serve` takes it. */
function defaultEntries(view: PackageView, file: string): EntryPoint[] {
  const facts = view.facts(file);
  if (!facts || !exportsOf(facts).has('default')) return [];
  const members = memberEntriesOf(facts, 'default', (key) => (key === 'fetch' ? 'http' : undefined), {
    platform: NAME,
    file,
    unit: NAME,
  });
  return members.length > 0
    ? members
    : entriesOf(view, ['default'], { platform: NAME, file, kind: 'http', unit: NAME });
}
