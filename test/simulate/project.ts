/** A small program in a directory of its own, as long as a simulation takes. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { simulate } from '../../src/simulate/index.js';
import type { SimulateOptions, Simulation } from '../../src/simulate/types.js';

export type Files = Readonly<Record<string, string>>;

/** With the packages that are installed here in reach. */
export function projectOf(files: Files): { directory: string; remove(): void } {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'coldstate-program-')));
  for (const [file, text] of Object.entries({ 'package.json': '{ "name": "program" }', ...files })) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'), 'junction');
  return {
    directory,
    remove() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function simulatedProject(
  files: Files,
  scenario: string,
  { variables, ...options }: Omit<SimulateOptions, 'scenario'> & { variables?: Readonly<Record<string, string>> } = {},
): Promise<Simulation> {
  const project = projectOf(files);
  return simulate(project.directory, {
    scenario: { file: 'scenario.http', text: scenario, ...(variables ? { variables } : {}) },
    env: { PATH: process.env.PATH ?? '' },
    ...options,
  }).finally(() => {
    project.remove();
  });
}
