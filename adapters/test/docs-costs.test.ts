/** What the guide says an operation costs is what it sends, counted on real servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAt, rowsOf, section } from './docs/blocks.js';
import { dynamodbMeter, redisMeter, type Meter } from './docs/meters.js';
import { operationsOf } from './docs/operations.js';
import { describeOnRedis } from './servers/available.js';

const BACKENDS = [
  { backend: 'redis', describe: describeOnRedis, start: redisMeter, cell: 2, words: /script|\b[A-Z]{3,}\b/g },
  { backend: 'dynamodb', describe, start: dynamodbMeter, cell: 3, words: /\b[A-Z][A-Za-z]+Item\b|\bQuery\b/g },
] as const;

describe.each(BACKENDS)('on $backend an operation', ({ backend, describe, start, cell, words }) => {
  describe('sends what its row says', () => {
    let meter: Meter;
    beforeAll(async () => {
      meter = await start();
    });
    afterAll(async () => {
      await meter.state.close();
      await meter.stop();
    });

    it.each(Object.keys(operationsOf))('in %s', async (path) => {
      const rows = rowsOf(section(pageAt(path), 'Operations and costs')).map((row) =>
        row.map((one) => one.replaceAll('`', '')),
      );
      for (const { row, run, trips } of operationsOf[path]?.(meter.state) ?? []) {
        const cells = rows.find(([first]) => first?.startsWith(row) ?? false);
        if (cells === undefined) throw new Error(`${path} has no row "${row}".`);
        const sent = await meter.during(run);
        const said = new Set(cells[cell]?.match(words));
        expect(
          [...new Set(sent)].filter((name) => !said.has(name)),
          `${path} ${row}`,
        ).toEqual([]);
        expect(sent.length, `${path} ${row}: ${sent.join(' ')}`).toBe(trips?.[backend] ?? Number(cells[1]));
      }
    });
  });
});
