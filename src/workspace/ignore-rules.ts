import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { withoutMark } from './source-text.js';

/** Read in this order, so that `.coldstateignore` can take back what `.gitignore` says (`!src/generated`). */
export const IGNORE_FILES = ['.gitignore', '.coldstateignore'] as const;

/** The ignore files of one directory. Paths below it lose `below` characters and gain `above` to become relative to that directory. */
interface Level {
  above: string;
  below: number;
  rules: Ignore;
}

/** Rules in force in one directory, outermost first. */
export type IgnoreRules = readonly Level[];

/** Ignore files of the directories around the root, up to the repository's own. */
export function inheritedRules(root: string): IgnoreRules {
  const levels: Level[] = [];
  const repository = repositoryOf(root);
  for (let dir = root; repository !== undefined && dir !== repository;) {
    dir = dirname(dir);
    const rules = readRules(dir);
    const above = `${relative(dir, root).split(sep).join('/')}/`;
    // Whoever audits an ignored directory (a checkout under `.cache`, a bench) means it: then the rules around it do not count.
    if (rules?.ignores(above)) return [];
    if (rules) levels.unshift({ above, below: 0, rules });
  }
  return levels;
}

/** `rules` and those of `dir`, which is relative to `root`. */
export function rulesWithin(rules: IgnoreRules, root: string, dir: string): IgnoreRules {
  const own = readRules(join(root, dir));
  return own ? [...rules, { above: '', below: dir ? dir.length + 1 : 0, rules: own }] : rules;
}

/** As git decides: the innermost directory that says anything about the path wins. Directories end in `/`. */
export function isIgnored(rules: IgnoreRules, path: string): boolean {
  for (let at = rules.length - 1; at >= 0; at--) {
    const level = rules[at];
    if (!level) continue;
    const verdict = level.rules.test(level.above + path.slice(level.below));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** The directory with `.git` (a file in worktrees and submodules) at or above `dir`. */
export function repositoryOf(dir: string): string | undefined {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return undefined;
  }
}

function readRules(dir: string): Ignore | undefined {
  const texts = IGNORE_FILES.flatMap((name) => {
    try {
      return [withoutMark(readFileSync(join(dir, name), 'utf8'))];
    } catch {
      return [];
    }
  });
  return texts.length ? ignore().add(texts.join('\n')) : undefined;
}
