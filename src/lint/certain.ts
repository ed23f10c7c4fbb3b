import { libraries } from '../libraries/index.js';
import { MODULE, type ModuleFacts, type Value } from '../model/facts.js';
import type { PlatformKind } from '../model/project.js';
import type { Finding, Report } from '../model/report.js';
import type { Form, Role } from '../model/words.js';
import { evidenceIn } from '../platforms/container.js';
import { platforms } from '../platforms/index.js';
import type { OpenedFile } from '../workspace/index.js';
import { importsOfServer, isServerPackage } from './server.js';

/** Which findings of one file hold, whatever the other files say. */

export interface AuditedFile {
  report: Report;
  facts: ModuleFacts;
  text: string;
  opened: OpenedFile;
}

export function certainIn({ report, facts, text, opened }: AuditedFile): Finding[] {
  if (mayRunForMonths(report, opened)) return [];
  const sources = facts.imports.map(({ source }) => source);
  const isServer = importsOfServer(sources) || isServerPackage(opened.packageOf(opened.file));
  const lines = sources.some((source) => PARTS.has(source)) ? text.split('\n') : [];
  const isPart = ({ form, line, column }: Finding): boolean =>
    form === 'library' && (lines[line - 1]?.startsWith('new ', column - 1) ?? false);
  return report.findings.filter(
    (finding) =>
      !isMadeElsewhere(finding, facts) &&
      (finding.reached === 'yes' ||
        (isServer && isForRequests(finding) && !isPart(finding) && !isFilledAtLoad(finding, facts))),
  );
}

function isForRequests({ reached, verdict, role, form }: Finding): boolean {
  return reached === 'unknown' && verdict === 'unsafe' && TELLING.has(role) && !BY_CALLERS.has(form);
}

/** What begins empty is filled by somebody, or it would be of no use; of a table that is complete, what is exported to change it may be idle. */
function isFilledAtLoad({ symbol }: Finding, { variables, objects, arrays, calls }: ModuleFacts): boolean {
  const isFilled = (value: Value): boolean => {
    if (value.kind === 'object') return (objects[value.id]?.properties.length ?? 0) > 0;
    if (value.kind === 'array') return (arrays[value.id]?.elements.length ?? 0) > 0;
    if (value.kind !== 'call') return false;
    const { new: isNew, args = [] } = calls[value.id] ?? {};
    return isNew === true && args.some(isFilled);
  };
  return variables.some(({ name, fn, values }) => fn === MODULE && name === symbol && values.some(isFilled));
}

/** Roles of what nobody keeps but for requests, so that somebody must call what is exported for one. */
const TELLING: ReadonlySet<Role> = new Set([
  ...(['session', 'auth', 'user-data', 'rate-limit', 'security', 'lock', 'queue', 'id-sequence'] as const),
]);

/** Variables of a function live as long as whoever calls it wants. */
const BY_CALLERS: ReadonlySet<Form> = new Set(['closure']);

/** Where it is kept, or who declares it, another file may say: a storage is mounted, a property of `globalThis` has no owner. */
function isMadeElsewhere({ form, symbol, rule }: Finding, facts: ModuleFacts): boolean {
  // Whether it stands in for a store that is not configured, those say who use it besides.
  if (form === 'global') return rule === 'no-memory-fallback' || !isSetToData(symbol.replace('globalThis.', ''), facts);
  return form === 'library' && MOUNTED.some((name) => symbol.startsWith(`${name}(`));
}

/** What a function of another file gives may be a handle, of which every instance has its own. */
function isSetToData(name: string, { writes, calls, variables }: ModuleFacts): boolean {
  const isGiven = (value: Value): boolean =>
    value.kind === 'member'
      ? isGiven(value.of)
      : value.kind === 'variable' && variables[value.id]?.declared === 'parameter';
  const isData = (value: Value): boolean => {
    // `req.path` of a function that is given `req`.
    if (value.kind === 'member') return isGiven(value);
    if (value.kind === 'literal') return value.value !== null && value.value !== undefined;
    if (value.kind === 'either') return value.of.some(isData);
    if (value.kind === 'call') return calls[value.id]?.callee.kind === 'global';
    return value.kind === 'object' || value.kind === 'array' || value.kind === 'copy' || value.kind === 'derived';
  };
  return writes.some(
    ({ target, value }) => target.kind === 'member' && target.key === name && value !== undefined && isData(value),
  );
}

const MOUNTED = libraries
  .flatMap(({ stores }) => stores)
  .filter(({ mount }) => mount !== undefined)
  .flatMap((store) => store.exports);

/** Packages with classes that other packages take as their store and are told with: `memorystore` with `express-session`. */
const PARTS: ReadonlySet<string> = new Set(
  libraries
    .flatMap(({ stores }) => stores)
    .filter(({ made, safe, insures }) => (made === 'constructed' || made === 'either') && !safe && !insures)
    .flatMap(({ packages }) => packages),
);

const ON_INSTANCES: ReadonlySet<PlatformKind> = new Set(['functions', 'framework', 'host']);

/** Whether what starts the server is in another file, and what it is started with runs for months: such servers are counted, not listed. */
function mayRunForMonths({ platforms: detected }: Report, { workspace }: OpenedFile): boolean {
  const names = new Set(detected.map(({ name }) => name));
  const isOnInstances = platforms.some(({ name, kind }) => names.has(name) && ON_INSTANCES.has(kind));
  return !isOnInstances && evidenceIn(workspace.configs, (path) => workspace.read(path)).length > 0;
}
