import type { EntryPoint, Platform } from '../model/project.js';
import { cdk } from './lambda/cdk.js';
import { cloudFormation } from './lambda/cloudformation.js';
import { conventionalEntries } from './lambda/convention.js';
import { entriesOfDeclared } from './lambda/declared.js';
import { serverlessFramework } from './lambda/serverless-framework.js';
import { sst } from './lambda/sst.js';
import { terraform } from './lambda/terraform.js';

const declarations = [serverlessFramework, cloudFormation, cdk, sst, terraform];

export const lambda: Platform = {
  name: 'lambda',
  title: 'AWS Lambda',
  concurrency: 'one',
  guidance:
    'Lambda keeps a module only as long as its execution environment lives and runs requests side by side in environments that share nothing. ' +
    'Keep SDK clients and connections at module level, everything about users or events outside the function.',
  detect(view) {
    const declared = declarations.map((language) => language.detect(view)).find(Boolean);
    const [first] = declared ? [] : conventionalEntries(view);
    return declared ?? (first && `${first.file} exports handler`);
  },
  entryPoints(view) {
    const declared = declarations
      .flatMap((language) => language.functions(view))
      .flatMap((each) => entriesOfDeclared(view, each));
    const known = new Set(declared.map(exportOf));
    return withoutRepeats([...declared, ...conventionalEntries(view).filter((entry) => !known.has(exportOf(entry)))]);
  },
};

const exportOf = ({ file, export: name }: EntryPoint): string => `${file}#${name ?? ''}`;

/** Templates are often generated from fragments that lie beside them, so the same function is declared twice. */
function withoutRepeats(entries: readonly EntryPoint[]): EntryPoint[] {
  const byIdentity = new Map(
    entries.map((entry) => [`${exportOf(entry)} ${entry.unit} ${entry.route ?? entry.kind}`, entry]),
  );
  return [...byIdentity.values()];
}
