import { SEVERITIES, type Role, type Severity } from '../../model/words.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';
import { diskWrites } from '../disk-writes.js';
import { fallbackOf } from '../evidence/fallback.js';
import { words } from '../evidence/names.js';
import { isForDevelopment } from '../evidence/production.js';
import { roleOfWords } from '../roles/index.js';
import { oneLessSevere, SEVERITY_OF_ROLE } from '../tables.js';
import { NOTHING, unitsOf, type Draft, type JudgeContext } from './draft.js';

/** Files that requests write. */

export function* diskDrafts({ program }: JudgeContext): Generator<Draft> {
  for (const { module, call, name, paths, isLock, safe, mild } of diskWrites(program)) {
    const own = words(module.functions[call.fn]?.name ?? '');
    const role = isLock ? 'lock' : worstOf(paths.map((path) => roleOfWords([...path, ...own], 'entity')));
    const access: Access = {
      root: { kind: 'global', id: name, name },
      path: [],
      operation: 'set',
      writes: true,
      module,
      fn: call.fn,
      at: call.at,
    };
    const units = unitsOf([access], program);
    const fallback = fallbackAt(access, program);
    const isDevelopment = fallback === 'development';
    const severity = diskSeverity(role, program.reach.knows(module.file) && !mild);
    yield {
      ...NOTHING,
      rule: 'no-local-disk-state',
      place: { module, at: call.at, declaration: call.at },
      symbol: name,
      form: 'disk',
      role,
      verdict: safe ? 'safe' : program.reach.knows(module.file) && !mild ? 'unsafe' : 'advisory',
      severity: isDevelopment ? oneLessSevere(severity) : severity,
      fallback,
      effects: mild ? ['ephemeral-disk'] : ['ephemeral-disk', 'no-durability', 'breaks-on-scale-out'],
      reached: program.reach.knows(module.file) ? 'yes' : 'unknown',
      units,
      accesses: [access],
      story: { write: access },
      reason:
        safe ??
        mild ??
        (program.reach.knows(module.file)
          ? `A request writes a file that other instances and later requests will not find${fallback ? WHERE[fallback] : ''}.`
          : 'It writes a file on the local disk; no entry point is known that would make this a request.'),
      remedies: [
        {
          kind: 'platform',
          title: 'Write to object storage (S3, R2, Blob) or to a database',
          detail: 'The local disk is read-only on most platforms, and temporary where it is not.',
        },
      ],
    };
  }
}

/** Of several files, the one that matters most. */
function worstOf(roles: readonly Role[]): Role {
  const [worst] = [...roles].sort(
    (a, b) => SEVERITIES.indexOf(SEVERITY_OF_ROLE[a]) - SEVERITIES.indexOf(SEVERITY_OF_ROLE[b]),
  );
  return worst ?? 'entity';
}

const WHERE = {
  development: ', where it is not refused as in production',
  'not-configured': ', where no other storage is configured',
} as const;

/** As memory is judged that stands in for something durable: the same harm, to whoever leaves it out. */
function fallbackAt(access: Access, program: Program): keyof typeof WHERE | undefined {
  if (isForDevelopment(access.module, access.fn, access.at, program)) return 'development';
  // What a client gave and what fails says nothing of files: the environment alone does.
  const fallback = fallbackOf([access], [], () => true, program);
  return fallback === 'not-configured' ? fallback : undefined;
}

/** What writes files where no request is known may be a command line tool, whose disk is its own. */
function diskSeverity(role: Role, isRequest: boolean): Severity {
  if (!isRequest) return 'low';
  return SEVERITY_OF_ROLE[role] === 'low' ? 'medium' : SEVERITY_OF_ROLE[role];
}
