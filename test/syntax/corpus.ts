import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeclaration, isOutputDirectory } from '../../src/workspace/file-kinds.js';
import { readSource } from '../../src/workspace/source-text.js';
import { snippets } from './snippets.js';

export interface Source {
  file: string;
  text: string;
}

const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const repository = fileURLToPath(new URL('../..', import.meta.url));

export const snippetSources: readonly Source[] = Object.entries(snippets).map(([file, text]) => ({ file, text }));

/** Real programs: our own, the fixtures, and whatever COLDSTATE_CORPUS points at. */
export function* realSources(): Generator<Source> {
  yield* ownSources();
  const elsewhere = process.env.COLDSTATE_CORPUS;
  if (elsewhere) yield* sourcesBelow(elsewhere, elsewhere);
}

export function* ownSources(): Generator<Source> {
  yield* sourcesBelow(join(repository, 'src'), repository);
  yield* sourcesBelow(join(repository, 'fixtures'), repository);
}

function* sourcesBelow(directory: string, root: string): Generator<Source> {
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    const file = relative(root, path);
    if (entry.isDirectory()) {
      if (!isOutputDirectory(entry.name, false)) yield* sourcesBelow(path, root);
    } else if (SCRIPT.test(file) && !isDeclaration(file)) {
      const read = readSource(path);
      if ('text' in read) yield { file, text: read.text };
    }
  }
}
