/** What a migration needs beside the code: packages, environment, and a text for the pull request. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changeOf, creation, openFile, type Change } from '../apply/files.js';
import { MigrateError } from '../apply/machine.js';
import type { CheckReport, RouteCost } from '../checks/index.js';
import type { MigrationPlan } from '../types.js';
import { wantedDependencies, withDependencies } from './dependencies.js';
import { documentText, OURS } from './document.js';
import { variablesFor, withVariables } from './environment.js';
import { testSetups } from './tests.js';
import { installCommand, installerFor, ownerOf, type Installer } from './packages.js';

export { markEdits } from './marks.js';
export { installCommand, type Installer } from './packages.js';

export interface AfterOptions {
  readonly root: string;
  readonly cwd: string;
  readonly adaptersSpec: string;
  readonly reports: readonly CheckReport[];
  readonly routes?: readonly RouteCost[];
}

export interface After {
  readonly changes: readonly Change[];
  /** What to run so that the imports are there; empty where nothing is missing. */
  readonly installers: readonly Installer[];
  /** The same as one types it. */
  readonly install: readonly string[];
  readonly document: string;
}

/** `texts`: by file, what the migration leaves. */
export function whatComesAfter(plan: MigrationPlan, texts: ReadonlyMap<string, string>, options: AfterOptions): After {
  const { root, reports, routes = [] } = options;
  const wanted = wantedDependencies(texts, { ...options, to: plan.to, plan });
  const installers = distinct(wanted.map(({ directory }) => installerFor(join(root, directory))));
  const install = installers.map((installer) => installCommand(root, installer));
  const variables = variablesFor(plan.to);
  const packages = [...new Set(wanted.flatMap(({ dependencies }) => Object.keys(dependencies)))];
  const document = documentFile(root);
  const setups = testSetups(root, texts.keys(), plan.to);
  const tests = setups.flatMap(({ file }) => file ?? []);
  return {
    installers,
    install,
    document,
    changes: [
      ...wanted.map(({ directory, dependencies }) =>
        rewritten(root, join(directory, 'package.json'), (text) => {
          const next = withDependencies(text, dependencies);
          if (next !== undefined) return next;
          const names = Object.keys(dependencies).join(' ');
          throw new MigrateError(
            `${join(directory, 'package.json')} could not be edited. Install ${names} first, then run the command again.`,
          );
        }),
      ),
      ...[...new Set([...texts.keys()].map((file) => exampleFile(root, file)))].flatMap((file) => {
        const source = openFile(root, file);
        const next = withVariables(source?.text, variables);
        if (next === undefined) return [];
        return [source === undefined ? creation(file, next) : changeOf(source, next)];
      }),
      ...setups.flatMap(({ changes }) => changes),
      rewritten(root, document, () => documentText({ plan, reports, routes, variables, install, packages, tests })),
    ],
  };
}

function rewritten(root: string, file: string, textOf: (text: string) => string): Change {
  const source = openFile(root, file);
  return source === undefined ? creation(file, textOf('')) : changeOf(source, textOf(source.text));
}

/** The nearest that is there, up from the file; else beside the manifest of its package. */
function exampleFile(root: string, file: string): string {
  for (let dir = dirname(file); ; dir = dirname(dir)) {
    if (existsSync(join(root, dir, '.env.example'))) return join(dir, '.env.example');
    if (dir === '.') return join(ownerOf(root, file) ?? '', '.env.example');
  }
}

/** A `MIGRATION.md` of somebody else stays as it is. */
function documentFile(root: string): string {
  const there = openFile(root, 'MIGRATION.md');
  return there === undefined || there.text.startsWith(OURS) ? 'MIGRATION.md' : 'MIGRATION.coldstate.md';
}

function distinct(installers: readonly Installer[]): Installer[] {
  return [...new Map(installers.map((installer) => [installer.directory, installer] as const)).values()];
}
