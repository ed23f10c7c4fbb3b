import type { EntryPoint, Platform } from '../model/project.js';
import type { ReportedDeployment } from '../model/report.js';
import { conventionalEntries } from './lambda/convention.js';
import { declarations, declaredEntries, declaredFunctions } from './lambda/entries.js';
import type { DeclaredFunction } from './lambda/declared.js';

export const lambda: Platform = {
  name: 'lambda',
  title: 'AWS Lambda',
  kind: 'functions',
  concurrency: 'one',
  guidance:
    'Lambda keeps a module only as long as its execution environment lives and runs requests side by side in environments that share nothing. ' +
    'Keep SDK clients and connections at module level, everything about users or events outside the function.',
  detect(view) {
    const declared = declarations.map((language) => language.detect(view)).find(Boolean);
    const [first] = declared ? [] : conventionalEntries(view);
    // Each flavour of Lambda is a platform of its own.
    const functions = declaredFunctions(view);
    if (functions.length > 0 && functions.every(({ flavour }) => flavour !== undefined)) return undefined;
    return declared ?? (first && `${first.file} exports handler`);
  },
  entryPoints(view) {
    const all = declaredEntries(view);
    const declared = all.flatMap(({ platform, entry }) => (platform === 'lambda' ? [entry] : []));
    const known = new Set(all.map(({ entry }) => exportOf(entry)));
    return withoutRepeats([...declared, ...conventionalEntries(view).filter((entry) => !known.has(exportOf(entry)))]);
  },
  deployment: (view) => declaredFunctions(view).flatMap(factsOf),
};

/** Reserved concurrency is the number of environments that may run at once; provisioned ones are only warm. */
function factsOf({ config, unit, reserved, provisioned }: DeclaredFunction): ReportedDeployment[] {
  const notes = provisioned ? ['Provisioned environments are replaced all the same: warmth changes no verdict.'] : [];
  if (reserved === undefined && notes.length === 0) return [];
  return [
    {
      file: config,
      unit,
      ...(reserved === undefined ? {} : { maxInstances: reserved }),
      ...(notes.length > 0 ? { notes } : {}),
    },
  ];
}

const exportOf = ({ file, export: name }: EntryPoint): string => `${file}#${name ?? ''}`;

/** Templates are often generated from fragments that lie beside them, so the same function is declared twice. */
function withoutRepeats(entries: readonly EntryPoint[]): EntryPoint[] {
  const byIdentity = new Map(
    entries.map((entry) => [`${exportOf(entry)} ${entry.unit} ${entry.route ?? entry.kind}`, entry]),
  );
  return [...byIdentity.values()];
}
