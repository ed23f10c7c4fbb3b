/** Many programs, one migration: each lies in a folder of its own, so that the compiler reads its libraries once for all of them. */
import type { Files } from '../../programs/memory.js';
import type { CaseOptions, Refused } from '../cases.js';
import { migrateFiles as migrateProject } from '../migrate-files.js';

export interface Migrated {
  readonly files: ReadonlyMap<string, string>;
  readonly refused: readonly (Refused & { readonly why?: string })[];
}

export type MigrateFiles = (files: ReadonlyMap<string, string>, options: CaseOptions) => Promise<Migrated>;

export const migrateFiles: MigrateFiles = migrateProject;

export interface Project {
  readonly files: Files;
  readonly symbols: readonly string[];
}

/** Longer than anything runs here: what a program says of lifetimes itself is what is compared. */
const TTL = '7d';

export const optionsFor = (projects: readonly Project[], to: CaseOptions['to']): CaseOptions => ({
  to,
  ttl: Object.fromEntries(projects.flatMap(({ symbols }) => symbols.map((symbol) => [symbol, TTL]))),
  acceptVolatile: true,
});

/** What became of each, or the error where the engine ends in one. */
export async function migratedTogether(
  projects: readonly Project[],
  to: CaseOptions['to'],
  migrate: MigrateFiles = migrateFiles,
): Promise<(Migrated | Error)[]> {
  const [only] = projects;
  if (projects.length === 1 && only)
    return [await migrate(new Map(Object.entries(only.files)), optionsFor([only], to)).catch(errorOf)];
  const folderOf = (index: number): string => `app${index}/`;
  const all = new Map(
    projects.flatMap(({ files }, index) =>
      Object.entries(files).map(([file, text]) => [folderOf(index) + file, text] as const),
    ),
  );
  const result = await migrate(all, optionsFor(projects, to)).catch(errorOf);
  if (!(result instanceof Error)) return projects.map((_, index) => partOf(result, folderOf(index)));
  // One of them is to blame, and the others are not to suffer for it.
  const half = Math.ceil(projects.length / 2);
  return [
    ...(await migratedTogether(projects.slice(0, half), to, migrate)),
    ...(await migratedTogether(projects.slice(half), to, migrate)),
  ];
}

function partOf({ files, refused }: Migrated, folder: string): Migrated {
  return {
    files: new Map(
      [...files].flatMap(([file, text]) => (file.startsWith(folder) ? [[file.slice(folder.length), text]] : [])),
    ),
    refused: refused.flatMap((one) =>
      one.file.startsWith(folder) ? [{ ...one, file: one.file.slice(folder.length) }] : [],
    ),
  };
}

const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
