/**
 * SST: `sst.config.ts` and the stacks beside it name handlers in many constructs (`Function`, `api.route`, `Cron`, `queue.subscribe`), all as
 * the string `path/file.export`. Such a string is a function where it stands in the place of a handler
 * and names a source with that export.
 */
import { dirname } from 'node:path/posix';
import type { PackageView } from '../../model/project.js';
import { withoutComments } from '../config-text.js';
import { filesNamed, unitOf } from '../look.js';
import { rootsOf } from '../paths.js';
import { type Declarations, type DeclaredFunction, httpTrigger, sourceOf } from './declared.js';

const STRING = /["'`]((?:[\w@.-]+\/)+[\w.-]+\.[A-Za-z_$][\w$]*)["'`]/g;
/** `GET /links` or `/links`, as key of a table of routes or as first argument. */
const ROUTE = /["'`](?:([A-Z]+) )?(\/[^"'`\s]*|\$default)["'`]\s*[,:]\s*(?:\{\s*(?:handler|function)\s*:\s*)?$/;
/** What takes a handler: a property of that name, or a method that subscribes a function. */
const TAKES_HANDLER =
  /(?:\b(?:handler|function|job|consumer|subscriber|authorizer|defaultFunction|responder|onFailure|filter)\s*:\s*|\.(?:route|subscribe|subscribeQueue|subscribeLambda|addConsumer|addSubscribers?|bus|cron)\(\s*(?:["'`][^"'`]*["'`]\s*,\s*)?(?:this\s*,\s*)?|\bnew\s+(?:[\w.]+\.)?(?:Cron|Function)\([^)]*?,\s*|\bsubscribers\s*:\s*\{\s*\w+\s*:\s*)$/;

const configsOf = (view: PackageView): string[] => filesNamed(view, /^sst\.config\.[cm]?[jt]s$/);

const stacksOf = (view: PackageView): string[] =>
  configsOf(view).flatMap((config) => [config, ...view.sources.filter((file) => isStackBeside(config, file))]);

const isStackBeside = (config: string, file: string): boolean => {
  const base = dirname(config) === '.' ? '' : `${dirname(config)}/`;
  return file.startsWith(`${base}infra/`) || file.startsWith(`${base}stacks/`);
};

export const sst: Declarations = {
  detect: (view) => configsOf(view)[0],
  functions: (view) => stacksOf(view).flatMap((config) => functionsIn(view, config)),
};

function functionsIn(view: PackageView, config: string): DeclaredFunction[] {
  const roots = [...rootsOf(configsOf(view)[0] ?? config, view.package.dir), dirname(config)];
  const text = withoutComments(view.read(config) ?? '');
  return [...text.matchAll(STRING)].flatMap(({ index, 1: handler = '' }) => {
    const before = text.slice(Math.max(0, index - 160), index);
    const [, method, path] = ROUTE.exec(before) ?? [];
    if (!path && !TAKES_HANDLER.test(before)) return [];
    const declared = { config, unit: handler, handler, roots, triggers: path ? [httpTrigger(method, path)] : [] };
    const source = sourceOf(view, declared);
    return source ? [{ ...declared, unit: unitOf(view, source) }] : [];
  });
}
