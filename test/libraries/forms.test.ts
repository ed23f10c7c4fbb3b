import { describe, expect, test } from 'vitest';
import { libraries } from '../../src/libraries/index.js';
import { storeMadeBy } from '../../src/libraries/placement.js';
import type { Finding } from '../../src/model/report.js';
import { reportOf, type World } from '../judge/world.js';
import type { Form, Snippet } from './form.js';
import { forms } from './forms/index.js';

const stores = libraries.flatMap((library) => library.stores);

function worldOf(snippet: Snippet): World {
  if (typeof snippet !== 'string') return snippet;
  const text = `import express from 'express';
export const app = express();
${snippet}
app.get('/health', (_req, res) => { res.send('ok'); });
`;
  return { platform: 'express', files: { 'app.ts': text } };
}

/** Findings that speak of packages, as `unsafe session critical`. */
async function saidOf(snippet: Snippet): Promise<{ said: string[]; findings: Finding[] }> {
  const { findings } = await reportOf(worldOf(snippet));
  return {
    said: findings.map(({ verdict, role, severity }) => `${verdict} ${role} ${severity}`),
    findings,
  };
}

describe.each(forms.map((form) => [`${form.package} ${form.export}`, form] as const))('%s', (_name, form) => {
  test('is an entry of the tables', () => {
    expect(storeMadeBy(form.package, form.export)).toBeDefined();
  });

  test('is told in its unsafe form, once', async () => {
    const [code, expected] = form.unsafe;
    const { said } = await saidOf(code);
    expect(said).toEqual([expected]);
  });

  const { safe, half } = form;
  if (!isNone(safe)) {
    test('is not told in its safe form', async () => {
      const { said } = await saidOf(safe);
      expect(said).toEqual([]);
    });
  }

  if (half) {
    test('is told with what stays in memory in its half-safe form', async () => {
      const [code, note] = half;
      const { findings } = await saidOf(code);
      expect(findings.map(({ verdict }) => verdict)).toEqual(['advisory']);
      expect(findings[0]?.message).toMatch(note);
    });
  }
});

function isNone(safe: Form['safe']): safe is { none: string } {
  return typeof safe !== 'string' && 'none' in safe;
}

describe('the tables', () => {
  const shown = new Map(forms.map((form) => [storeMadeBy(form.package, form.export), form]));
  const label = (store: (typeof stores)[number]): string => `${store.packages[0] ?? ''} ${store.exports[0] ?? ''}`;

  test('are shown entry by entry', () => {
    expect(stores.filter((store) => !shown.has(store)).map(label)).toEqual([]);
  });

  test('are shown in the safe form wherever there is one', () => {
    const withSafeguard = stores.filter((store) => store.safe !== undefined && store.half === undefined);
    expect(withSafeguard.filter((store) => isNone(shown.get(store)?.safe ?? { none: '' })).map(label)).toEqual([]);
  });

  test('are shown in the half-safe form wherever there is one', () => {
    const halves = stores.filter(({ half }) => half !== undefined);
    expect(halves.filter((store) => shown.get(store)?.half === undefined).map(label)).toEqual([]);
  });

  test('know at least 45 packages', () => {
    const packages = new Set(stores.flatMap((store) => store.packages.map(packageName)));
    expect(packages.size).toBeGreaterThanOrEqual(45);
  });
});

function packageName(source: string): string {
  return source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');
}
