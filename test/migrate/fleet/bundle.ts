/** A fixture as one file that a process can run: with the sources of the adapters as they are now, and no loader or build in between. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { entryOf } from './entry.js';
import type { FleetSettings } from './fixture.js';

const ADAPTERS = fileURLToPath(new URL('../../../adapters/src', import.meta.url));

export interface Bundle {
  readonly file: string;
  remove(): Promise<void>;
}

export async function bundle(directory: string, settings: FleetSettings): Promise<Bundle> {
  const target = await mkdtemp(join(tmpdir(), 'coldstate-fleet-'));
  const file = join(target, 'instance.mjs');
  const alias = Object.entries(settings.alias ?? {}).map(([name, module]) => [name, join(directory, module)] as const);
  await esbuild.build({
    stdin: { contents: entryOf(directory, settings), resolveDir: directory, sourcefile: 'instance.ts', loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    alias: Object.fromEntries(alias),
    plugins: [adaptersFromSources],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return { file, remove: () => rm(target, { recursive: true }) };
}

const adaptersFromSources: esbuild.Plugin = {
  name: 'adapters from sources',
  setup(build) {
    // All backends, whichever it was migrated to: the entry is all in which `--to dynamodb` would differ.
    build.onResolve({ filter: /^@coldstate\/adapters(?:\/|$)/ }, () => ({ path: join(ADAPTERS, 'index.ts') }));
  },
};
