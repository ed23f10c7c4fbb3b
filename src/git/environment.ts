export type Environment = Readonly<Record<string, string | undefined>>;

/** Inside of a git hook these name another repository, or an index that is being written. */
export function withoutGitVariables(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}
