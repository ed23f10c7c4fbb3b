import { libraries } from '../libraries/index.js';
import type { ModuleFacts } from '../model/facts.js';
import type { PlatformKind } from '../model/project.js';
import type { Finding, Report } from '../model/report.js';
import type { Form, Role } from '../model/words.js';
import { evidenceIn } from '../platforms/container.js';
import { platforms } from '../platforms/index.js';
import type { OpenedFile } from '../workspace/index.js';
import { importsOfServer, isServerPackage } from './server.js';

/** Which findings of one file hold, whatever the other files say. */

export function certainIn(report: Report, facts: ModuleFacts, opened: OpenedFile): Finding[] {
  if (mayRunForMonths(report, opened)) return [];
  const isServer =
    importsOfServer(facts.imports.map(({ source }) => source)) || isServerPackage(opened.packageOf(opened.file));
  return report.findings.filter((finding) => isCertain(finding, isServer));
}

function isCertain(finding: Finding, isServer: boolean): boolean {
  const { reached, verdict, role, form } = finding;
  if (isMadeElsewhere(finding)) return false;
  if (reached === 'yes') return true;
  return reached === 'unknown' && isServer && verdict === 'unsafe' && TELLING.has(role) && !BY_CALLERS.has(form);
}

/** Roles of what nobody keeps but for requests, so that somebody must call what is exported for one. */
const TELLING: ReadonlySet<Role> = new Set([
  ...(['session', 'auth', 'user-data', 'rate-limit', 'security', 'lock', 'queue', 'id-sequence'] as const),
]);

/** Variables of a function live as long as whoever calls it wants. */
const BY_CALLERS: ReadonlySet<Form> = new Set(['closure']);

/** Where it is kept, or who declares it, another file may say: a storage is mounted, a property of `globalThis` has no owner. */
function isMadeElsewhere({ form, symbol, accesses }: Finding): boolean {
  if (form === 'global') return !accesses.some(({ operation }) => operation === 'assign');
  return form === 'library' && MOUNTED.some((name) => symbol.startsWith(`${name}(`));
}

const MOUNTED = libraries
  .flatMap(({ stores }) => stores)
  .filter(({ mount }) => mount !== undefined)
  .flatMap((store) => store.exports);

const ON_INSTANCES: ReadonlySet<PlatformKind> = new Set(['functions', 'framework', 'host']);

/** Whether what starts the server is in another file, and what it is started with runs for months: such servers are counted, not listed. */
function mayRunForMonths({ platforms: detected }: Report, { workspace }: OpenedFile): boolean {
  const names = new Set(detected.map(({ name }) => name));
  const isOnInstances = platforms.some(({ name, kind }) => names.has(name) && ON_INSTANCES.has(kind));
  return !isOnInstances && evidenceIn(workspace.configs, (path) => workspace.read(path)).length > 0;
}
