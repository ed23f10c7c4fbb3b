import { expect, it } from 'vitest';
import { ownSources } from '../syntax/corpus.js';
import { sourcesOfPackages } from './installed.js';
import { auditInMemory } from './memory.js';
import { mutated } from './mutate.js';
import { seeded } from './random.js';

const FILES = 200;
/** Each file is damaged in several ways, and audited beside files that it belongs to. */
const WAYS = 2;
const NEIGHBOURS = 2;

/** Real files, ours and other people's, in an order that does not depend on the machine. */
const files = [...ownSources(), ...sourcesOfPackages()];

it('audits 200 damaged real files without an exception', { timeout: 600_000 }, async () => {
  const random = seeded(200);
  const chosen = random.some(files, FILES);
  expect(chosen).toHaveLength(FILES);
  let parsed = 0;
  let broken = 0;
  for (const [seed, { file, text }] of chosen.entries()) {
    for (let way = 0; way < WAYS; way++) {
      const { name, text: damaged } = mutated(text, seed * WAYS + way);
      const neighbours = random.some(files, NEIGHBOURS).map((one) => [one.file, one.text] as const);
      const project = {
        'package.json': JSON.stringify({ name: 'shop', dependencies: { express: '5', next: '15' } }),
        ...Object.fromEntries(neighbours),
        [file]: damaged,
      };
      const { report } = await auditInMemory(project).catch((cause: unknown) => {
        throw new Error(`${file}, ${name}, damaged to:\n${damaged}`, { cause });
      });
      const isBroken = report.diagnostics.some((one) => one.file === file && one.kind === 'parse');
      if (isBroken) broken++;
      else parsed++;
    }
  }
  // Otherwise either the parser alone or nothing at all would have been tested.
  expect.soft(parsed).toBeGreaterThan(FILES / 4);
  expect.soft(broken).toBeGreaterThan(FILES / 4);
});
