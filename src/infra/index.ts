/** What a migration needs of AWS, printed for whichever tool describes the project's infrastructure. */
import { cdk } from './cdk.js';
import { cloudformation } from './cloudformation.js';
import type { InfraFormat } from './format.js';
import type { Backend, Setup } from './needs.js';
import { sam } from './sam.js';
import { terraform } from './terraform.js';

export type { InfraFormat } from './format.js';
export { nameProblem, nameRules } from './names.js';
export { ACTIONS, BACKENDS, TABLE, type Backend, type Setup } from './needs.js';

/** In the order in which they are looked for: what is more particular first. */
export const infraFormats: readonly InfraFormat[] = [cdk, sam, cloudformation, terraform];

export const setupOf = (backend: Backend, isExternal: boolean): Setup =>
  backend === 'dynamodb' ? 'dynamodb' : isExternal ? 'external' : 'elasticache';

export interface Choice {
  format: InfraFormat;
  /** The file that decided; absent where nothing did. */
  because?: string;
}

/** `files`: of the project, relative with `/`. The nearest to the root decides, for below it are examples and parts. */
export function formatFor(files: readonly string[], read: (file: string) => string | undefined): Choice {
  const depths = [...new Set(files.map(depthOf))].sort((a, b) => a - b);
  for (const depth of depths) {
    const level = files.filter((file) => depthOf(file) === depth);
    for (const format of infraFormats) {
      const because = format.evidence
        .map(({ file: name, says }) =>
          level.find((file) => name.test(baseName(file)) && (says === undefined || says.test(read(file) ?? ''))),
        )
        .find((file) => file !== undefined);
      if (because !== undefined) return { format, because };
    }
  }
  return { format: terraform };
}

const depthOf = (file: string): number => file.split('/').length;
const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
