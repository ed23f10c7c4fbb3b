import { createRequire } from 'node:module';

/** By name, because the sources and the build lie at different depths. */
export function version(): string {
  const { version: own } = createRequire(import.meta.url)('coldstate/package.json') as { version: string };
  return own;
}
