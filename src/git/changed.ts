import { execFile } from 'node:child_process';
import { withoutGitVariables, type Environment } from './environment.js';

/** Git cannot say what changed; the message is for the user. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

export interface Changes {
  /** What was compared with, as it is called. */
  base: string;
  /** Files that were changed or added since, committed or not; relative to the directory, with `/`. */
  files: ReadonlySet<string>;
}

/** Where branches usually begin, the surest first. */
const USUAL_BASES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/**
 * What the branch that is checked out changed since it left `base`, with what is not committed yet.
 * @throws GitError where there is no repository or no such base, and where what both have in common is not there.
 */
export async function changedSince(directory: string, base: string | undefined, env: Environment): Promise<Changes> {
  const git: Git = (...args) => run(directory, args, env);
  const repository = await git('rev-parse', '--git-dir');
  if (!repository.succeeded)
    throw new GitError(`--changed: git cannot be asked here (${repository.said}). Run it in a checkout.`);
  const from = base ?? (await usualBase(git, env));
  if (!(await isCommit(git, from)))
    throw new GitError(
      `--changed: git knows no commit "${from}". Fetch it (\`git fetch origin ${from.replace(/^origin\//, '')}\`), or name another branch, tag or commit.`,
    );
  const common = await git('merge-base', from, 'HEAD');
  if (!common.succeeded)
    throw new GitError(
      `--changed: git finds nothing that ${from} and this checkout have in common. A shallow clone ends too early: fetch the whole history (fetch-depth: 0).`,
    );
  const listings = await Promise.all([
    git('diff', '--name-only', '--relative', '--no-renames', '-z', common.output.trim(), '--'),
    git('ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  // An empty list must not be taken for a branch that changed nothing.
  const failed = listings.find(({ succeeded }) => !succeeded);
  if (failed) throw new GitError(`--changed: git cannot list what changed since ${from} (${failed.said}).`);
  return { base: from, files: new Set(listings.flatMap(({ output }) => output.split('\0')).filter(Boolean)) };
}

interface Answer {
  succeeded: boolean;
  output: string;
  /** Why it failed, in its own words. */
  said: string;
}

type Git = (...args: string[]) => Promise<Answer>;

async function usualBase(git: Git, env: Environment): Promise<string> {
  // GitHub names it for pull requests.
  const candidates = [...(env.GITHUB_BASE_REF ? [`origin/${env.GITHUB_BASE_REF}`] : []), ...USUAL_BASES];
  for (const candidate of candidates) if (await isCommit(git, candidate)) return candidate;
  throw new GitError(
    `--changed: none of ${candidates.join(', ')} is known here. Name what to compare with: \`--changed BRANCH\`.`,
  );
}

async function isCommit(git: Git, name: string): Promise<boolean> {
  return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)).succeeded;
}

function run(cwd: string, args: readonly string[], env: Environment): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { cwd, env: withoutGitVariables(env), maxBuffer: Infinity, encoding: 'utf8' } as const;
    execFile('git', ['--no-optional-locks', ...args], options, (error, output, errors) => {
      const isMissing = error?.code === 'ENOENT';
      const [said = ''] = isMissing ? ['git is not installed'] : errors.trim().split('\n');
      resolve({ succeeded: error === null, output, said });
    });
  });
}
