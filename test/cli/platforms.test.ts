import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import { platforms } from '../../src/platforms/index.js';
import { report } from '../report/sample.js';
import { coldstate } from './fake-host.js';

describe('coldstate platforms', () => {
  it('says what was recognised and why, and what else is known', async () => {
    const { code, stdout, stderr } = await coldstate(['platforms'], {
      report: {
        ...report,
        platforms: [
          ...report.platforms.map((one) => ({
            ...one,
            deployment: [
              { file: 'template.yaml', unit: 'Shorten', maxInstances: 1, notes: ['Warmth changes no verdict.'] },
            ],
          })),
          {
            ...{
              name: 'container',
              title: 'Long-lived container',
              package: 'services/chat',
              concurrency: 'many' as const,
            },
            ...{ evidence: 'services/chat/fly.toml deploys it to Fly machines', guidance: 'One process.' },
          },
        ],
        containers: [
          { package: 'services/chat', evidence: 'fly.toml', notes: [], stores: 3, roles: { session: 2, lock: 1 } },
        ],
      },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('__snapshots__/platforms.txt');
  });

  it('prints the same as JSON', async () => {
    const { code, stdout } = await coldstate(['platforms', '--json']);
    const printed = JSON.parse(stdout) as { recognised: { name: string }[]; known: { name: string }[] };
    expect(code).toBe(0);
    expect(printed.recognised.map(({ name }) => name)).toEqual(report.platforms.map(({ name }) => name));
    expect(printed.known.map(({ name }) => name)).toEqual(platforms.map(({ name }) => name));
  });

  it('looks at a directory that it is given', async () => {
    const { code, stdout } = await coldstate(['platforms', 'fixtures/shortener/before'], {
      audit,
      host: { cwd: process.cwd() },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('because ');
  });
});
