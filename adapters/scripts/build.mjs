/**
 * Builds what `exports` of package.json promises: `dist/esm` by tsc, with types, and `dist/cjs` by esbuild, one file an entry. CommonJS holds
 * `devalue`, which is ESM only: jest cannot `require` such a package. Peers stay outside in both, and are loaded when the first call needs them.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { exports, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.values(exports).flatMap((to) => to.import?.default ?? []);

rmSync('dist', { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

await build({
  // Where this ran from is what esbuild remembers from its import.
  absWorkingDir: process.cwd(),
  entryPoints: entries,
  outbase: 'dist/esm',
  outdir: 'dist/cjs',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: Object.keys(peerDependencies),
  // jest runs `import()` in CommonJS only behind a flag of Node, and the peers can all be required.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
});
mkdirSync('dist/cjs', { recursive: true });
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
// The same declarations, in a folder where TypeScript reads them as those of CommonJS.
cpSync('dist/esm', 'dist/cjs', { recursive: true, filter: (path) => !path.endsWith('.js') });
