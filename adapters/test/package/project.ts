/** Projects as users have them: a directory of their own, with the package installed from the tarball that would be published. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
export const CHECKOUT = join(PACKAGE, '..');
const CONSUMERS = join(PACKAGE, 'test/package/consumers');

/** The tarball that `npm publish` would send, of the build that is there. */
export async function pack(from = PACKAGE): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'coldstate-pack-'));
  const name = await npm(['pack', '--silent', '--pack-destination', directory], from);
  return join(directory, name.trim());
}

/** A copy of one of `consumers/`, with what it names installed, the tarball and `packages` beside it. */
export async function project(consumer: string, tarball: string, packages: readonly string[] = []): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `coldstate-${consumer}-`));
  await cp(join(CONSUMERS, consumer), directory, { recursive: true });
  await npm(['install', '--no-audit', '--no-fund', '--save-exact', tarball, ...packages], directory);
  return directory;
}

/** `name@version`, as the lockfile of this checkout has it. */
export async function locked(name: string): Promise<string> {
  const { packages } = JSON.parse(await readFile(join(CHECKOUT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const version = packages[`node_modules/${name}`]?.version;
  if (version === undefined) throw new Error(`package-lock.json has no ${name}. Run \`npm install\`.`);
  return `${name}@${version}`;
}

/** A file of the project with every `from` replaced. */
export async function rewrite(file: string, from: string, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to));
}

interface Run {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  shell?: boolean;
}

/** What a Node script prints, on both streams. */
export function node(script: string, args: readonly string[], run: Run): Promise<string> {
  return output(process.execPath, [script, ...args], run);
}

export function npm(args: readonly string[], cwd: string): Promise<string> {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return output(process.execPath, [cli, ...args], { cwd });
  return output('npm', args, { cwd, shell: process.platform === 'win32' });
}

function output(command: string, args: readonly string[], { env, ...run }: Run): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      { ...run, env: { ...environment(), ...env }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        if (error)
          reject(new Error(`${[command, ...args].join(' ')} in ${run.cwd}\n${stdout}${stderr}`, { cause: error }));
        else resolve(stdout + stderr);
      },
    );
  });
}

/** Without what vitest, npm and the servers of other tests have put there. */
export function environment(): NodeJS.ProcessEnv {
  const ours = /^(?:NODE_ENV|VITEST|COLDSTATE_|REDIS_URL$|npm_config_local_prefix$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
