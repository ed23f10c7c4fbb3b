import { describe, expect, it, vi } from 'vitest';
import { simulatedProject } from './project.js';

vi.setConfig({ testTimeout: 60_000 });

/** A clock that ticks by itself, from the first request on. */
const CLOCK = `
let ticks = 0;
let clock;
require('node:http').createServer((request, response) => {
  clock ??= setInterval(() => { ticks += 1; }, 5);
  response.end(JSON.stringify({ isTicking: ticks >= 10 }));
}).listen(3000);
`;
const LATER =
  '### It is wound up\nGET /\n\n### It has gone on\n# @sleep 300\nGET /\n\n?? jsonpath $.isTicking == true\n';

describe('an instance that is frozen between requests', () => {
  it.each([
    [1, 2, ['It has gone on']],
    [0, 0, []],
  ])('with --freeze %d stands still %d times', async (freeze, frozen, steps) => {
    const { life, notes, divergences } = await simulatedProject({ 'server.js': CLOCK }, LATER, {
      instances: 1,
      freeze,
    });
    expect(notes).toEqual([]);
    expect(life.frozen).toBe(frozen);
    expect(divergences.map(({ step }) => step)).toEqual(steps);
  });

  it('is frozen by the seed after a share of its answers', async () => {
    const asked = '# @loop for 40\nGET /\n';
    const { life } = await simulatedProject({ 'server.js': CLOCK }, asked, { instances: 2, freeze: 0.5, seed: 3 });
    expect(life.frozen).toBeGreaterThan(10);
    expect(life.frozen).toBeLessThan(30);
  });
});

describe('a framework whose routes exist after its own build alone', () => {
  it.each([
    [
      'SvelteKit',
      { dependencies: { '@sveltejs/kit': '2.0.0' } },
      {
        'svelte.config.js': 'export default {};',
        'src/routes/visits/+server.ts': 'export const GET = () => new Response();',
      },
      'build/index.js',
    ],
    [
      'Nuxt',
      { dependencies: { nuxt: '3.0.0' } },
      { 'nuxt.config.ts': 'export default {};', 'server/api/visits.ts': 'export default defineEventHandler(() => 1);' },
      '.output/server/index.mjs',
    ],
    [
      'Astro',
      { dependencies: { astro: '5.0.0' } },
      {
        'astro.config.mjs': "export default { output: 'server' };",
        'src/pages/visits.ts': 'export const GET = () => new Response();',
      },
      'dist/server/entry.mjs',
    ],
  ])('%s is refused with the file to name', async (_, manifest, files, built) => {
    const project = { 'package.json': JSON.stringify(manifest), ...files };
    await expect(simulatedProject(project, 'GET /\n')).rejects.toThrow(built);
  });

  it.each([
    ['$app/environment', 'SvelteKit'],
    ['#imports', 'Nuxt'],
    ['astro:content', 'Astro'],
  ])('is refused where a module asks for %s', async (name, framework) => {
    const files = { 'server.mjs': `import '${name}';` };
    await expect(simulatedProject(files, 'GET /\n', { entry: 'server.mjs' })).rejects.toThrow(
      `${name} is made by the build of ${framework}. Build the program and name what that makes as the entry.`,
    );
  });
});
