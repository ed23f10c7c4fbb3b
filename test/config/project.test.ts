import { describe, expect, it } from 'vitest';
import { audited, LIMITER, type Files } from './shop.js';

const configured = (config: object): Files => ({ 'coldstate.config.json': JSON.stringify(config, null, 2) });

const worker: Files = {
  'src/workers/mail.ts': `const sent = new Set<string>();
export function handle(message: { id: string }) {
  if (sent.has(message.id)) return;
  sent.add(message.id);
}
export function flush() { sent.clear(); }
`,
};

describe('entries', () => {
  it('make functions that no platform declares entry points, each file a unit of its own', async () => {
    const before = await audited(worker);
    expect(before.named('sent')?.reached).toBe('no');
    const after = await audited({ ...worker, ...configured({ entries: ['src/workers/mail.ts#handle'] }) });
    expect(after.named('sent')).toMatchObject({
      reached: 'yes',
      verdict: 'unsafe',
      units: ['src/workers/mail.ts#handle'],
    });
    expect(after.diagnostics).toEqual([]);
    expect(after.entryPoints.filter(({ platform }) => platform === 'configured')).toEqual([
      {
        platform: 'configured',
        file: 'src/workers/mail.ts',
        line: 2,
        name: 'handle',
        kind: 'event',
        unit: 'src/workers/mail.ts#handle',
      },
    ]);
  });

  it('may be patterns, and without an export mean all of them', async () => {
    const { entryPoints, named } = await audited({ ...worker, ...configured({ entries: ['src/workers/*.ts'] }) });
    expect(entryPoints.map(({ name, unit }) => `${unit}: ${name}`)).toEqual([
      'Orders: handler',
      'src/workers/mail.ts: handle',
      'src/workers/mail.ts: flush',
    ]);
    expect(named('sent')?.units).toEqual(['src/workers/mail.ts']);
  });

  it('may be CommonJS, and files with brackets in their names', async () => {
    const { entryPoints, diagnostics } = await audited({
      'src/[queue]/work.js': 'const seen = new Set();\nmodule.exports = { work(job) { seen.add(job.id); } };\n',
      ...configured({ entries: ['src/[queue]/work.js#work'] }),
    });
    expect(diagnostics).toEqual([]);
    expect(entryPoints.map(({ unit }) => unit)).toContain('src/[queue]/work.js#work');
  });

  it('that a platform declares as well stay what the platform says', async () => {
    const { entryPoints } = await audited(configured({ entries: ['src/orders.ts#handler'] }));
    expect(entryPoints.map(({ platform }) => platform)).toEqual(['lambda']);
  });

  it('that name nothing are reported', async () => {
    const entries = ['src/jobs/*.ts', 'src/workers/mail.ts#handel', 'src/mail.test.ts'];
    const { diagnostics } = await audited({ ...worker, 'src/mail.test.ts': '', ...configured({ entries }) });
    expect(diagnostics).toEqual([
      'coldstate.config.json:3 config: entries: `src/jobs/*.ts` names nothing: it matches no analysed file (ignored files, tests and declarations are none).',
      'coldstate.config.json:4 config: entries: `src/workers/mail.ts#handel` names nothing: src/workers/mail.ts has no export `handel`, but handle, flush.',
      'coldstate.config.json:5 config: entries: `src/mail.test.ts` names nothing: it matches no analysed file (ignored files, tests and declarations are none).',
    ]);
  });
});

describe('ignore', () => {
  it('leaves files out and counts them', async () => {
    const { findings, stats, diagnostics } = await audited(configured({ ignore: [LIMITER, 'scripts/'] }));
    expect(findings).toEqual(['prices: cache, low, advisory']);
    expect(stats.skipped).toEqual({ configured: 1 });
    expect(diagnostics).toEqual([
      'coldstate.config.json:4 config: ignore: `scripts/` matches no file. Correct it, or take it out.',
    ]);
  });

  it('takes routes for what they are called', async () => {
    const { stats, diagnostics } = await audited({
      'app/[slug]/route.ts': 'export const GET = () => new Response();\n',
      ...configured({ ignore: ['app/[slug]/**'] }),
    });
    expect({ skipped: stats.skipped, diagnostics }).toEqual({ skipped: { configured: 1 }, diagnostics: [] });
  });

  it('may leave nothing to audit, and says so', async () => {
    await expect(audited(configured({ ignore: ['src'] }))).rejects.toThrow(
      /holds no JavaScript or TypeScript source \(left out: 3 configured\).*the configuration/,
    );
  });
});

const servers: Files = {
  'package.json': { name: 'shop', workspaces: ['apps/*'], dependencies: {} },
  'apps/api/package.json': { name: 'api', dependencies: { express: '*' } },
  'apps/api/wrangler.toml': 'name = "edge"\nmain = "server.ts"\n',
  'apps/api/server.ts': `import express from 'express';
const app = express();
const hits = new Map<string, number>();
app.get('/hits', (req, res) => { hits.set(req.ip, (hits.get(req.ip) ?? 0) + 1); res.json([...hits]); });
export const handler = app;
export default app;
`,
};

describe('platform', () => {
  it('is forced, with the frameworks that were found beside it, and no other place to run', async () => {
    const { platforms } = await audited(servers);
    expect(platforms.some((one) => one.startsWith('cloudflare-workers'))).toBe(true);
    const forced = await audited({ ...servers, ...configured({ platform: { 'apps/api': 'lambda' } }) });
    expect(forced.platforms).toEqual([
      'lambda: template.yaml declares 1 function',
      'lambda: coldstate.config.json says so',
      'express: apps/api/server.ts imports express',
    ]);
    expect(forced.named('hits')?.reached).toBe('yes');
  });

  it('holds for all packages when it is one name', async () => {
    const { platforms } = await audited({ ...servers, ...configured({ platform: 'netlify' }) });
    expect(platforms).toEqual([
      'netlify: coldstate.config.json says so',
      'netlify: coldstate.config.json says so',
      'express: apps/api/server.ts imports express',
    ]);
  });

  it('of a directory without a package is reported', async () => {
    const { diagnostics } = await audited({
      ...servers,
      ...configured({ platform: { 'apps/web': 'vercel', './apps/api/': 'lambda' } }),
    });
    expect(diagnostics).toEqual([
      'coldstate.config.json:3 config: platform: there is no package in `apps/web`. Packages: ., apps/api.',
    ]);
  });
});
