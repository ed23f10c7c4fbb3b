/**
 * What the audit is timed on: packages that publish their source, and programs out of a seeded generator. Each corpus is a directory of its
 * own below the given one, made once.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { serverlessProgram } from './generate.mjs';

/** `take`: where the sources are; what was built of them lies beside. */
const PACKAGES = [
  { name: 'viem', version: '2.57.20', take: '.', leave: /^_(?:cjs|esm|types)$/ },
  { name: 'effect', version: '4.1.0', take: 'src' },
  { name: 'zod', version: '4.6.7', take: 'src' },
  { name: 'ghost', version: '5.130.6', take: 'core/server' },
];

/** Names of corpora: `packages`, or the number of files of a generated one (`5k`, `0.5k`). */
export function corpus(directory, name) {
  const root = join(directory, name);
  if (existsSync(root)) return root;
  mkdirSync(directory, { recursive: true });
  const unfinished = mkdtempSync(join(directory, `${name}-`));
  if (name === 'packages') for (const one of PACKAGES) unpack(unfinished, one);
  else generate(unfinished, Math.round(Number.parseFloat(name) * 1000));
  renameSync(unfinished, root);
  return root;
}

function unpack(root, { name, version, take, leave }) {
  const packed = join(root, '.packed');
  mkdirSync(packed);
  const run = (command, ...args) => {
    const { status, stderr } = spawnSync(command, args, { cwd: packed, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  };
  run('npm', 'pack', '--silent', `${name}@${version}`);
  run('tar', '-xzf', `${name}-${version}.tgz`);
  const from = join(packed, 'package', take);
  const isTaken = (path) => leave === undefined || !leave.test(relative(from, path).split(sep)[0]);
  cpSync(from, join(root, 'packages', name), { recursive: true, filter: isTaken });
  const manifest = join(packed, 'package/package.json');
  cpSync(manifest, join(root, 'packages', name, 'package.json'));
  rmSync(packed, { recursive: true });
}

function generate(root, count) {
  for (const { file, text } of serverlessProgram(count)) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}
