/** The sample report as a project would have it that wants to break out of its page: every text that is its own ends in an attack. */
import type { RenderContext } from '../../src/report/reporter.js';
import { context, migration, report, simulation, sources } from './sample.js';

export const ATTACK = [
  '</script></style></noscript></code></pre><!-- ]]>',
  '<script>globalThis.pwned = 1</script>',
  '<img src=x onerror="globalThis.pwned = 1">',
  '"\' onmouseover="globalThis.pwned = 1" &lt; &#60;',
  '<a href="javascript:globalThis.pwned = 1">',
  '\u001b[31m\u0007\u202e\u2066\u200f\u2028\r\n${x}`',
].join(' ');

/** Words of the vocabulary: whoever audits writes these. */
const OURS = new Set(
  'schema tool severity verdict kind form role effects reached operation phase rule concurrency billing by'.split(' '),
);

export const hostileReport = attacked(report);

const hostileMigration = {
  ...attacked(migration),
  to: migration.to,
};

export function hostileContext(): RenderContext {
  return context({
    migration: hostileMigration,
    simulation: attacked(simulation),
    directory: `services/${ATTACK}`,
    source: (file) => {
      const text = Object.entries(sources).find(([name]) => file.startsWith(name))?.[1];
      return text
        ?.split('\n')
        .map((line) => `${line} ${ATTACK.replace(/[\r\n]/g, '')}`)
        .join('\n');
    },
  });
}

function attacked<Data>(data: Data): Data {
  if (typeof data === 'string') return `${data}${ATTACK}` as Data;
  if (Array.isArray(data)) return data.map((item: unknown) => attacked(item)) as Data;
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    OURS.has(key) ? (value as unknown) : attacked(value as unknown),
  ]);
  return Object.fromEntries(entries) as Data;
}
