/** What the configuration languages of Lambda have in common: a function, its handler string, and what triggers it. */
import type { EntryKind } from '../../model/report.js';
import type { EntryPoint, PackageView } from '../../model/project.js';
import { anySource, exportsOf } from '../look.js';
import { stemOf, withOrigins } from '../paths.js';
import { join } from 'node:path/posix';

export interface Trigger {
  kind: EntryKind;
  route?: string;
}

export interface DeclaredFunction {
  /** The file that declares it. */
  config: string;
  unit: string;
  /** `src/app.handler` */
  handler: string;
  /** Directories where the handler's path may start, likeliest first. */
  roots: readonly string[];
  triggers: readonly Trigger[];
  /** What it runs on, when it is no plain Lambda. */
  flavour?: Flavour;
  /** Environments that may run at once. */
  reserved?: number;
  /** True when environments are kept warm. */
  provisioned?: true;
}

/** Names of the platforms that share Lambda's configuration. */
export type Flavour = 'lambda' | 'lambda-edge' | 'lambda-managed';

/** The settings that say how a function is deployed, where there are any. */
export function scalingOf(reserved: unknown, provisioned: unknown): Pick<DeclaredFunction, 'reserved' | 'provisioned'> {
  const count = Number(reserved);
  return {
    ...(reserved !== undefined && Number.isInteger(count) && count > 0 ? { reserved: count } : {}),
    ...(provisioned ? { provisioned: true } : {}),
  };
}

/** One language that declares functions. */
export interface Declarations {
  detect(view: PackageView): string | undefined;
  functions(view: PackageView): DeclaredFunction[];
}

/** `src/app.handler` → `src/app` and `handler`. Sources like `user.controller.ts` exist, so the last dot divides. */
export function splitHandler(handler: string): { module: string; name: string } | undefined {
  const match = /^(.+)\.([A-Za-z_$][\w$]*)$/.exec(handler);
  return match?.[1] && match[2] ? { module: match[1], name: match[2] } : undefined;
}

/** The source file behind a handler string, which names what the build will have produced from it. */
export function sourceOf(view: PackageView, { handler, roots }: DeclaredFunction): string | undefined {
  const parts = splitHandler(handler);
  if (!parts) return undefined;
  const paths = [...new Set(roots.flatMap((root) => withOrigins(join(root, parts.module))))];
  return anySource(view, paths) ?? sourceAlike(view, parts.module, parts.name);
}

/** Where the build moved files, the one source of the package with that path's end and that export. */
function sourceAlike(view: PackageView, module: string, name: string): string | undefined {
  const end = `/${stemOf(module).replace(/^(?:\.{0,2}\/)+/, '')}`;
  const alike = view.sources.filter((file) => {
    const facts = `/${stemOf(file)}`.endsWith(end) ? view.facts(file) : undefined;
    return facts !== undefined && exportsOf(facts).has(name);
  });
  return alike.length === 1 ? alike[0] : undefined;
}

export function entriesOfDeclared(view: PackageView, declared: DeclaredFunction): EntryPoint[] {
  const file = sourceOf(view, declared);
  const name = splitHandler(declared.handler)?.name;
  if (!file || !name) {
    const message = `${declared.config}: handler "${declared.handler}" of ${declared.unit} names no source file of this project`;
    view.report({ file: declared.config, kind: 'resolution', message });
    return [];
  }
  const triggers = declared.triggers.length > 0 ? declared.triggers : [{ kind: 'event' as const }];
  return triggers.map((trigger) => ({
    platform: declared.flavour ?? 'lambda',
    file,
    export: name,
    unit: declared.unit,
    ...trigger,
  }));
}

/** Routes as all configuration languages write them: `GET /x`, `{ method, path }`, or `*` for everything. */
export function httpTrigger(method: string | undefined, path: string | undefined): Trigger {
  if (!path) return { kind: 'http' };
  const verb = !method || method === '*' ? 'ANY' : method.toUpperCase();
  return { kind: 'http', route: `${verb} /${path.replace(/^\//, '')}` };
}
