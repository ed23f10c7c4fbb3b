/** What the configuration languages of Lambda declare, with the flavour of Lambda that each function runs on. */
import type { EntryPoint, PackageView } from '../../model/project.js';
import { cdk } from './cdk.js';
import { cloudFormation } from './cloudformation.js';
import { entriesOfDeclared, type Declarations, type DeclaredFunction, type Flavour } from './declared.js';
import { image } from './image.js';
import { serverlessFramework } from './serverless-framework.js';
import { sst } from './sst.js';
import { terraform } from './terraform.js';

export const declarations: readonly Declarations[] = [serverlessFramework, cloudFormation, cdk, sst, terraform, image];

/** Templates are long, and three platforms ask for what they declare. */
const known = new WeakMap<PackageView, readonly DeclaredFunction[]>();

export function declaredFunctions(view: PackageView): readonly DeclaredFunction[] {
  const functions = known.get(view) ?? declarations.flatMap((language) => language.functions(view));
  known.set(view, functions);
  return functions;
}

export interface Declared {
  platform: Flavour;
  config: string;
  entry: EntryPoint;
}

export const declaredEntries = (view: PackageView): Declared[] =>
  declaredFunctions(view).flatMap((declared) =>
    entriesOfDeclared(view, declared).map((entry) => ({
      platform: declared.flavour ?? 'lambda',
      config: declared.config,
      entry,
    })),
  );
