import { describe, expect, it } from 'vitest';
import { explanation } from '../../src/report/explain.js';
import { context, report } from './sample.js';

describe('an explanation', () => {
  it('replays how a store was found unsafe, with the evidence and all remedies', async () => {
    const limits = report.findings.find(({ symbol }) => symbol === 'limits');
    await expect(limits && explanation(limits, context({ width: 90 }), report)).toMatchFileSnapshot(
      '__snapshots__/explain-unsafe.txt',
    );
  });

  it('replays why a store is safe', async () => {
    const client = report.cleared.find(({ symbol }) => symbol === 'dynamo');
    await expect(client && explanation(client, context({ width: 90 }), report)).toMatchFileSnapshot(
      '__snapshots__/explain-safe.txt',
    );
  });
});
