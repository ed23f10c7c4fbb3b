/** What the command line prints, by format and by what is set up. */
import { expect } from 'vitest';
import { coldstate } from '../cli/fake-host.js';

export const SETUPS = {
  dynamodb: [],
  elasticache: ['--to', 'redis'],
  external: ['--to', 'redis', '--external'],
} as const;
export type SetupName = keyof typeof SETUPS;
export const SETUP_NAMES = Object.keys(SETUPS) as SetupName[];

export async function rendered(format: string, setup: SetupName, ...more: string[]): Promise<string> {
  const { code, stdout, stderr } = await coldstate(['infra', '--format', format, ...SETUPS[setup], ...more]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}
