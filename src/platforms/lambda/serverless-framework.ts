/** serverless.yml: `functions.*.handler`, with `${file(…)}` includes. */
import { dirname, join } from 'node:path/posix';
import type { EntryKind } from '../../model/report.js';
import type { PackageView } from '../../model/project.js';
import { type Data, dataOf, isData, listOf, readYaml, textOf } from '../config-text.js';
import { filesNamed } from '../look.js';
import { rootsOf } from '../paths.js';
import { type Declarations, type DeclaredFunction, httpTrigger, scalingOf, type Trigger } from './declared.js';

const CONFIG = /^serverless(?:[.-][\w.-]+)?\.(?:ya?ml|json)$/;
const INCLUDE = /^\$\{file\(([^)$]+)\)(?::([\w.-]+))?\}$/;

const kinds: Readonly<Record<string, EntryKind>> = {
  http: 'http',
  httpApi: 'http',
  alb: 'http',
  websocket: 'http',
  schedule: 'schedule',
};

const configsOf = (view: PackageView): string[] =>
  filesNamed(view, CONFIG).filter((file) => /\baws\b/.test(view.read(file) ?? ''));

export const serverlessFramework: Declarations = {
  detect: (view) => configsOf(view)[0],
  functions: (view) => configsOf(view).flatMap((config) => functionsIn(view, config)),
};

function functionsIn(view: PackageView, config: string): DeclaredFunction[] {
  const root = dataOf(readYaml(view, config));
  const runtime = textOf(dataOf(root.provider).runtime);
  const maps = [...mapsIn(view, config, root.functions), ...computedMaps(view, root.functions)];
  return maps.flatMap((functions) =>
    Object.entries(functions).flatMap(([unit, written]): DeclaredFunction[] => {
      const definition = dataOf(included(view, config, written));
      const handler = textOf(definition.handler);
      const isNode = (textOf(definition.runtime) ?? runtime ?? 'nodejs').startsWith('nodejs');
      if (!handler || !isNode) return [];
      const triggers = triggersOf(definition);
      const isEdge = triggers.some(({ route }) => route === 'cloudFront');
      return [
        {
          ...{ config, unit, handler, triggers, roots: rootsOf(config, view.package.dir) },
          ...scalingOf(definition.reservedConcurrency, definition.provisionedConcurrency),
          ...(isEdge ? { flavour: 'lambda-edge' } : {}),
        },
      ];
    }),
  );
}

/** `functions` is a map, a list of maps, or an include of either. */
function mapsIn(view: PackageView, config: string, written: unknown): Data[] {
  const value = included(view, config, written);
  if (isData(value)) return [value];
  return listOf(value).flatMap((each) => mapsIn(view, config, each));
}

/** `functions: ${file(functions.js)}` computes what it puts together, most often from YAML that lies in a directory for it. */
function computedMaps(view: PackageView, written: unknown): Data[] {
  const isComputed = /\.[cm]?[jt]s$/.test(INCLUDE.exec(textOf(written) ?? '')?.[1] ?? '');
  const fragments = isComputed
    ? view.configs.filter((file) => /(?:^|\/)(?:handlers|functions|serverless)\/[^/]+\.ya?ml$/.test(file))
    : [];
  return fragments.map((file) => dataOf(readYaml(view, file)));
}

/** What `${file(functions.yml):key}` stands for; any other value is itself. Includes with variables in their path stay unread. */
function included(view: PackageView, config: string, value: unknown): unknown {
  const match = INCLUDE.exec(textOf(value) ?? '');
  const path = match?.[1];
  if (!path) return value;
  if (!/\.(?:ya?ml|json)$/.test(path)) return undefined;
  const keys = match[2]?.split('.') ?? [];
  return keys.reduce<unknown>((data, key) => dataOf(data)[key], readYaml(view, join(dirname(config), path)));
}

function triggersOf(definition: Data): Trigger[] {
  const url: Trigger[] = definition.url ? [{ kind: 'http' }] : [];
  const events = listOf(definition.events).flatMap((event): [string, unknown][] =>
    typeof event === 'string' ? [[event, undefined]] : Object.entries(dataOf(event)),
  );
  return [...url, ...events.map(([type, detail]) => triggerOf(type, detail))];
}

function triggerOf(type: string, detail: unknown): Trigger {
  const kind = kinds[type] ?? 'event';
  if (kind === 'schedule') return { kind, route: textOf(detail) ?? textOf(dataOf(detail).rate) ?? 'schedule' };
  if (kind === 'event') return { kind, route: type };
  const written = textOf(detail);
  if (written === undefined) return httpTrigger(textOf(dataOf(detail).method), textOf(dataOf(detail).path));
  const [first = '', path] = written.split(/\s+/);
  return path === undefined ? httpTrigger(undefined, first === '*' ? '/{proxy+}' : first) : httpTrigger(first, path);
}
