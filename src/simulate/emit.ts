/** The case that fails, as a test of the project: it fails until the stores behind it have moved, and keeps them from coming back. */
import type { SimulateOptions, Simulation } from './types.js';

/** The options that can be written down; the environment is that of the test. */
export interface EmittedOptions extends Omit<SimulateOptions, 'env' | 'onProgress' | 'outside'> {
  /** The module that plays the services. */
  readonly outside?: string | undefined;
}

/** By this line a file that was written here is known again. */
export const EMITTED = '// Written by `coldstate simulate --emit-test`.';

/** How long a test may take on a machine that has other things to do. */
const PATIENCE_MS = 300_000;

/** `root` and `outside`: as they are reached from the directory of the test. */
export function emittedTest({ notes }: Simulation, all: EmittedOptions, root: string): string {
  const { scenario, outside, ...options } = all;
  const { instances = 3 } = options;
  const settings = Object.entries(options);
  return `${EMITTED}
// It fails while instances hold what they should share. Once that has moved, run it with COLDSTATE_URL set to a backend that may be thrown away.
import { fileURLToPath } from 'node:url';
import { differencesIn, simulate } from 'coldstate/api';
import { expect, it } from 'vitest';
${outside === undefined ? '' : `import * as outside from ${quoted(outside)};\n`}
const root = fileURLToPath(new URL(${quoted(root)}, import.meta.url));

const scenario = ${template(scenario.text)};

it(${quoted(`${scenario.file}: ${counted(instances)} what one instance does`)}, async () => {
  const simulation = await simulate(root, {
    scenario: { file: ${quoted(scenario.file)}, text: scenario${variablesText(scenario.variables)} },
${settings.map(([name, value]) => `    ${name}: ${literal(value)},\n`).join('')}${outside === undefined ? '' : '    outside,\n'}    env: process.env,
  });
  expect(differencesIn(simulation)).toEqual([]);
${notes.length === 0 ? '  expect(simulation.notes).toEqual([]);\n' : ''}}, ${PATIENCE_MS.toLocaleString('en').replaceAll(',', '_')});
`;
}

const counted = (instances: number): string => (instances === 1 ? '1 instance does' : `${instances} instances do`);

const variablesText = (variables: SimulateOptions['scenario']['variables']): string =>
  variables === undefined ? '' : `, variables: ${literal(variables)}`;

const quoted = (text: string): string =>
  `'${text.replace(/[\\']/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}'`;

const template = (text: string): string =>
  `\`${text.replaceAll('\r\n', '\n').replace(/\\|`|\$(?=\{)/g, String.raw`\$&`)}\``;

function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, each]) => `${quoted(name)}: ${literal(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
