/** What a `package.json` says; nothing where there is none that can be read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../../workspace/index.js';

export function manifestIn(directory: string): Readonly<Record<string, unknown>> {
  try {
    const manifest = parseJson(readFileSync(join(directory, 'package.json'), 'utf8'), 'json');
    return typeof manifest === 'object' && manifest !== null ? (manifest as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
