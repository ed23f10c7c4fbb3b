/** The migration on files in memory: what the command does between reading a project and writing to it. */
import { join } from 'node:path';
import { byFile, withEdits } from '../../src/migrate/edits.js';
import { planFor } from '../../src/migrate/index.js';
import { codeCache, type CodeSource } from '../../src/migrate/code.js';
import { auditInMemory, openInMemory } from '../programs/memory.js';
import type { Refusal } from '../../src/migrate/types.js';
import type { CaseOptions } from './cases.js';

export interface Migrated {
  /** All files of the project afterwards. */
  readonly files: ReadonlyMap<string, string>;
  readonly refused: readonly Refusal[];
  readonly warnings: readonly { readonly code: string }[];
}

/** Not there, but where the types of Node are found. */
const ROOT = join(import.meta.dirname, 'in-memory');
/** The language's own declarations are parsed once for all cases. */
const cache = codeCache();
const CODE = /\.[cm]?[jt]sx?$/;
const COMPONENT = /\.(?:astro|svelte|vue)$/;

export async function migrateFiles(files: ReadonlyMap<string, string>, options: CaseOptions): Promise<Migrated> {
  const { report } = await auditInMemory(Object.fromEntries(files));
  const { workspace } = openInMemory(Object.fromEntries(files));
  const source: CodeSource = {
    root: ROOT,
    files: [...files.keys()].filter((name) => CODE.test(name)),
    others: [...files.keys()].filter((name) => COMPONENT.test(name)),
    read: (name) => files.get(name),
    resolve: (from, specifier) => workspace.resolve(from, specifier),
    cache,
  };
  const { stores, to, acceptVolatile, ttl } = options;
  const plan = planFor(report, source, {
    ...{ to, acceptVolatile, ttl: new Map(Object.entries(ttl)), all: true },
    ...(stores === undefined ? {} : { stores }),
  });
  const changed = [...byFile(plan.edits)].map(
    ([name, edits]) => [name, withEdits(files.get(name) ?? '', edits)] as const,
  );
  return {
    files: new Map([...files, ...changed, ...plan.created.map(({ file, text }) => [file, text] as const)]),
    refused: plan.refused.flatMap(({ refusals }) => refusals),
    warnings: plan.stores.flatMap(({ warnings }) => warnings),
  };
}
