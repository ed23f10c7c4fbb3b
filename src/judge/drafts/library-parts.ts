import type { Companion } from '../../model/report.js';
import { keyGroupsOf } from '../library-keys.js';
import type { LibraryUse } from '../library-stores.js';
import type { Draft, JudgeContext } from './draft.js';

/** A container of a package that serves several ends: each is judged by itself, and only what differs is told apart. */

interface Part {
  /** What its keys begin with; '' for the rest. */
  names: readonly string[];
  use: LibraryUse;
  draft: Draft;
}

export function* partedDrafts(
  use: LibraryUse,
  draftOf: (use: LibraryUse) => Draft,
  context: JudgeContext,
): Generator<Draft> {
  const whole = draftOf(use);
  const groups = isDivisible(use) ? keyGroupsOf(use.accesses, context.program) : [];
  if (groups.length < 2) {
    yield whole;
    return;
  }
  const parts = groups.map(({ name, accesses }): Part => {
    const part = { ...use, accesses };
    return { names: [name], use: part, draft: draftOf(part) };
  });
  const alike = alikeAmong(parts);
  const [first, ...rest] = alike;
  if (!first) return;
  if (rest.length === 0) {
    yield isAlike(first.draft, whole) ? whole : { ...first.draft, accesses: use.accesses };
    return;
  }
  const [worst = first, ...others] = alike
    .map((part) => (part.names.length > 1 ? judgedAgain(part, draftOf) : part))
    .sort((a, b) => weightOf(a.draft) - weightOf(b.draft));
  const loud = others.filter(({ draft }) => draft.verdict === 'unsafe');
  const quiet = others.filter(({ draft }) => draft.verdict !== 'unsafe');
  yield { ...worst.draft, companions: quiet.flatMap((part) => companionOf(part, context)) };
  for (const { names, draft } of loud) yield { ...draft, symbol: `${draft.symbol} (${keysIn(names)})` };
}

/** Nothing is known of how a store elsewhere, or one of files, is used. */
function isDivisible({ store, placement, partOf }: LibraryUse): boolean {
  const isInProcess = placement === 'in-process' || placement === 'fallback';
  return isInProcess && store.roleFrom === 'use' && store.rule === undefined && partOf === undefined;
}

const isAlike = (a: Draft, b: Draft): boolean => a.verdict === b.verdict && a.role === b.role;

/** Parts that are judged alike are one. */
function alikeAmong(parts: readonly Part[]): readonly Part[] {
  return parts.reduce<readonly Part[]>((found, part) => {
    const known = found.find(({ draft }) => isAlike(draft, part.draft));
    return known ? found.map((one) => (one === known ? joined(known, part) : one)) : [...found, part];
  }, []);
}

function joined(one: Part, other: Part): Part {
  const use = { ...one.use, accesses: [...one.use.accesses, ...other.use.accesses] };
  return { ...one, names: [...one.names, ...other.names], use };
}

function judgedAgain(part: Part, draftOf: (use: LibraryUse) => Draft): Part {
  const draft = draftOf(part.use);
  return { ...part, draft: isAlike(draft, part.draft) ? draft : { ...part.draft, accesses: part.use.accesses } };
}

const ORDER: readonly Draft['severity'][] = ['critical', 'high', 'medium', 'low'];

function weightOf({ verdict, severity }: Draft): number {
  if (verdict === 'safe') return ORDER.length + 1;
  return verdict === 'advisory' ? ORDER.length : ORDER.indexOf(severity);
}

function companionOf({ names, draft }: Part, { locate }: JudgeContext): Companion[] {
  const { form, role, reason, story, symbol } = draft;
  const at = story.write ?? draft.accesses[0];
  if (!at) return [];
  const note = `what it keeps under ${keysIn(names)} is another matter: ${reason}`;
  return [{ ...locate(at.module, at.at), symbol: `${symbol} (${keysIn(names)})`, form, role, note }];
}

function keysIn(names: readonly string[]): string {
  return names.map((name) => (name === '' ? 'other keys' : name)).join(', ');
}
