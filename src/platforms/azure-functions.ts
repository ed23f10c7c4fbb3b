import { dirname, join } from 'node:path/posix';
import type { EntryPoint, PackageView, Platform, Registrar } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { dataOf, listOf, readYaml, textOf, type Data } from './config-text.js';
import { entriesOf, exportsOf, filesNamed, importEvidence, sourceBehind } from './look.js';

const NAME = 'azure-functions';
const PACKAGES = ['@azure/functions', 'durable-functions'];
/** All functions of an app are loaded into one worker process of each instance. */
const UNIT = 'function-app';

const registering = (kind: EntryKind, methods: readonly string[]): Registrar => ({
  packages: PACKAGES,
  methods,
  kind,
  unit: UNIT,
});

export const azureFunctions: Platform = {
  name: NAME,
  title: 'Azure Functions',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'An instance serves many invocations at once, and the platform adds and removes instances by itself. Keep one static client of each service ' +
    'at module level; state belongs into storage or durable entities.',
  detect: (view) => functionFiles(view)[0] ?? importEvidence(view, PACKAGES),
  entryPoints: (view) => functionFiles(view).flatMap((config) => declaredEntries(view, config)),
  registers: [
    registering('http', ['http', 'get', 'post', 'put', 'patch', 'deleteRequest']),
    registering('schedule', ['timer']),
    registering('event', [
      ...['storageBlob', 'storageQueue', 'serviceBusQueue', 'serviceBusTopic', 'eventHub', 'eventGrid', 'cosmosDB'],
      ...['sql', 'mySql', 'generic', 'webPubSub', 'mcpTool', 'orchestration', 'activity', 'entity'],
      ...['preInvocation', 'postInvocation'],
    ]),
  ],
};

/** The third programming model: a folder with `function.json` for each function. Other tools have a file of that name too. */
const functionFiles = (view: PackageView): string[] =>
  filesNamed(view, /^function\.json$/).filter((file) => view.read(file)?.includes('"bindings"'));

function declaredEntries(view: PackageView, config: string): EntryPoint[] {
  const data = dataOf(readYaml(view, config));
  const script = join(dirname(config), textOf(data.scriptFile) ?? 'index.js');
  const file = sourceBehind(view, script);
  const facts = file && view.facts(file);
  if (!file || !facts || data.disabled === true) return [];
  const trigger = triggerOf(data);
  const names = exportsOf(facts);
  const named = [textOf(data.entryPoint), 'default', 'run', 'index'].find((name) => name && names.has(name));
  return named ? entriesOf(view, [named], { platform: NAME, file, unit: UNIT, ...trigger }) : [];
}

function triggerOf(data: Data): { kind: EntryKind; route?: string } {
  const trigger = listOf(data.bindings)
    .map(dataOf)
    .find(({ type }) => /trigger$/i.test(textOf(type) ?? ''));
  const type = textOf(trigger?.type) ?? '';
  const route = textOf(trigger?.route);
  if (/^http/i.test(type)) return route === undefined ? { kind: 'http' } : { kind: 'http', route: `/api/${route}` };
  return { kind: /^timer/i.test(type) ? 'schedule' : 'event', route: textOf(trigger?.schedule) ?? type };
}
