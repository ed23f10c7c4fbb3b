/** What the configuration languages of Lambda declare, with the flavour of Lambda that each function runs on. */
import type { EntryPoint, PackageView } from '../../model/project.js';
import { cdk } from './cdk.js';
import { cloudFormation } from './cloudformation.js';
import { entriesOfDeclared, type Declarations, type Flavour } from './declared.js';
import { image } from './image.js';
import { serverlessFramework } from './serverless-framework.js';
import { sst } from './sst.js';
import { terraform } from './terraform.js';

export const declarations: readonly Declarations[] = [serverlessFramework, cloudFormation, cdk, sst, terraform, image];

export interface Declared {
  platform: Flavour;
  config: string;
  entry: EntryPoint;
}

export const declaredEntries = (view: PackageView): Declared[] =>
  declarations
    .flatMap((language) => language.functions(view))
    .flatMap((declared) =>
      entriesOfDeclared(view, declared).map((entry) => ({
        platform: declared.flavour ?? 'lambda',
        config: declared.config,
        entry,
      })),
    );
