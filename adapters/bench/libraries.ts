/** Installs what the adapters are compared with, where it is missing: no other command of this repository needs it. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Store {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<unknown>;
  has(key: string): Promise<boolean>;
  close(): Promise<unknown>;
}

export interface Limiter {
  consume(key: string): Promise<unknown>;
}

interface Limit {
  readonly limit: number;
  readonly seconds: number;
}

interface Libraries {
  readonly keyvOn: (url: string) => Store;
  readonly unstorageOn: (url: string) => Store;
  readonly limiterOnRedis: (client: unknown, options: Limit & { readonly useRedisPackage: boolean }) => Limiter;
  readonly limiterOnDynamoDB: (client: DynamoDB, limit: Limit) => Promise<Limiter>;
}

export async function libraries(): Promise<Libraries> {
  const directory = fileURLToPath(new URL('libraries', import.meta.url));
  if (!existsSync(`${directory}/node_modules`)) {
    process.stderr.write('Installing the libraries to compare with (npm ci, adapters/bench/libraries) …\n');
    const { status } = spawnSync('npm', ['ci', '--prefix', directory], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error('npm ci in adapters/bench/libraries failed: run it to see why.');
  }
  return (await import(new URL('libraries/index.mjs', import.meta.url).href)) as Libraries;
}
