/**
 * SST: `sst.config.ts` and the stacks beside it name handlers in many constructs (`Function`, `api.route`, `Cron`, `queue.subscribe`), all as
 * the string `path/file.export`. Any such string that names a source with that export is a function; the file on disk is the proof.
 */
import { dirname } from 'node:path/posix';
import type { PackageView } from '../../model/project.js';
import { withoutComments } from '../config-text.js';
import { filesNamed, unitOf } from '../look.js';
import { rootsOf } from '../paths.js';
import { type Declarations, type DeclaredFunction, httpTrigger, sourceOf } from './declared.js';

const HANDLER =
  /(?:["'`](?:([A-Z]+) )?(\/[^"'`\s]*|\$default)["'`]\s*[,:]\s*(?:\{\s*handler:\s*)?)?["'`]((?:[\w@.-]+\/)+[\w.-]+\.[A-Za-z_$][\w$]*)["'`]/g;

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
  return [...withoutComments(view.read(config) ?? '').matchAll(HANDLER)].flatMap(([, method, path, handler = '']) => {
    const declared = { config, unit: handler, handler, roots, triggers: path ? [httpTrigger(method, path)] : [] };
    const source = sourceOf(view, declared);
    return source ? [{ ...declared, unit: unitOf(view, source) }] : [];
  });
}
