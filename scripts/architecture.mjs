/** `npm run docs`: the tables of docs/architecture.md, from where they are decided. */
import { readFileSync } from 'node:fs';
import { EFFECTS_OF_ROLE, SEVERITY_OF_ROLE } from '../dist/src/judge/tables.js';
import { SEVERITIES } from '../dist/src/model/words.js';
import { platforms } from '../dist/src/platforms/index.js';
import { PRECEDENCE } from '../dist/src/platforms/precedence.js';
import { table, writeBlocks } from './lib/blocks.mjs';

const layers = JSON.parse(readFileSync(new URL('../test/house/layers.json', import.meta.url), 'utf8'));

await writeBlocks('docs/architecture.md', {
  layers: table(
    ['Layer', 'What it is', 'May import', 'May use'],
    Object.entries(layers).map(([name, { is, layers: allowed, packages }]) => [
      `\`${name}\``,
      is,
      listed(allowed),
      listed(packages),
    ]),
  ),
  platforms: table(
    ['Platform', 'Name', 'Kind', 'Requests at a time'],
    platforms.map(({ title, name, kind, concurrency }) => [title, `\`${name}\``, kind, concurrency]),
  ),
  precedence: table(
    ['Where there is', 'and', 'the second is', 'because'],
    PRECEDENCE.map(({ over, under, then, because }) => [spoken(over), spoken(under), then, because]),
  ),
  severity: table(
    ['Severity', 'Roles'],
    SEVERITIES.map((severity) => [
      severity,
      listed(Object.keys(SEVERITY_OF_ROLE).filter((role) => SEVERITY_OF_ROLE[role] === severity)),
    ]),
  ),
  effects: table(
    ['Role', 'What goes wrong'],
    Object.entries(EFFECTS_OF_ROLE).map(([role, effects]) => [`\`${role}\``, listed(effects)]),
  ),
});

function spoken(name) {
  return name.startsWith('kind:') ? `any of kind ${name.slice('kind:'.length)}` : `\`${name}\``;
}

function listed(names) {
  return names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');
}
