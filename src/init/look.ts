/** What a project has already, as far as setting coldstate up depends on it. Looks, and changes nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detect } from 'package-manager-detector/detect';
import { resolveCommand } from 'package-manager-detector/commands';
import { isFile } from '../workspace/is-file.js';
import { isRecord } from '../workspace/packages.js';

export interface Surroundings {
  packageManager: { name: string; /** Adds a package for development: `npm i -D coldstate`. */ add: string };
  /** The flat configuration with its text, one of the former kind, or only the package. */
  eslint?: { file: string; text: string } | { formerly: string } | { installed: true };
  ci?: { name: string; evidence: string };
  /** What there is of coldstate's own files, relative to the project. */
  present: ReadonlySet<string>;
}

const CONFIGS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `coldstate.config.${extension}`);
const FLAT = ['js', 'mjs', 'ts', 'mts', 'cjs', 'cts'].map((extension) => `eslint.config.${extension}`);

/** Where services of continuous integration are told what to do. The first that is there is the one that is used. */
const SERVICES: readonly (readonly [name: string, evidence: string])[] = [
  ['GitHub Actions', '.github'],
  ['GitLab CI', '.gitlab-ci.yml'],
  ['CircleCI', '.circleci'],
  ['Azure Pipelines', 'azure-pipelines.yml'],
  ['Bitbucket Pipelines', 'bitbucket-pipelines.yml'],
  ['Jenkins', 'Jenkinsfile'],
  ['Buildkite', '.buildkite'],
  ['Travis CI', '.travis.yml'],
];

/** `root` is the project, `repository` the directory in which CI runs. */
export async function look(root: string, repository: string): Promise<Surroundings> {
  const agent = (await detect({ cwd: root }))?.agent ?? 'npm';
  const added = resolveCommand(agent, 'add', ['-D', 'coldstate']);
  const names = namesIn(root);
  const inRepository = namesIn(repository);
  const service = SERVICES.find(([, evidence]) => inRepository.has(evidence));
  const eslint = eslintIn(root, names);
  return {
    packageManager: {
      name: agent.split('@')[0] ?? agent,
      add: added ? [added.command, ...added.args].join(' ') : 'npm i -D coldstate',
    },
    ...(eslint === undefined ? {} : { eslint }),
    ...(service === undefined ? {} : { ci: { name: service[0], evidence: service[1] } }),
    present: new Set(CONFIGS.filter((name) => names.has(name))),
  };
}

function namesIn(directory: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(directory));
  } catch {
    return new Set();
  }
}

function eslintIn(root: string, names: ReadonlySet<string>): Surroundings['eslint'] {
  const file = FLAT.find((name) => names.has(name) && isFile(join(root, name)));
  if (file !== undefined) return { file, text: readFileSync(join(root, file), 'utf8') };
  const formerly = [...names].sort().find((name) => name.startsWith('.eslintrc'));
  if (formerly !== undefined) return { formerly };
  return dependsOnEslint(join(root, 'package.json')) ? { installed: true } : undefined;
}

/** A manifest that cannot be read is reported by the audit. */
function dependsOnEslint(path: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    if (!isRecord(manifest)) return false;
    return [manifest.dependencies, manifest.devDependencies].some((of) => isRecord(of) && 'eslint' in of);
  } catch {
    return false;
  }
}
