import { createHash } from 'node:crypto';
import { MODULE } from '../model/facts.js';
import type { Cleared, Finding, ReportedAccess } from '../model/report.js';
import type { Access } from '../program/stores.js';
import { areSeparate, type Draft, type JudgeContext } from './drafts/draft.js';
import { requestOf, trailOf } from './trail.js';
import { impactOf, messageOf, type Telling } from './words.js';

/** Puts drafts into words and places. */

/** The same whatever the configuration makes of the store: it can be named by it. */
export function identify({ rule, place, symbol }: Draft, { source }: JudgeContext): string {
  const [start, end] = place.declaration;
  const declaration = (source(place.module.file) ?? '').slice(start, Math.min(end, start + 200)).replace(/\s+/g, ' ');
  const identity = [rule, place.module.file, symbol, declaration].join('\0');
  return createHash('sha256').update(identity).digest('hex').slice(0, 12);
}

/** Forms whose reason says all that there is to say; of the others, the role tells. */
const TELL_THEMSELVES: ReadonlySet<Draft['form']> = new Set(['library', 'timer', 'disk', 'promise']);

/** A file, or work that is begun, has no declaration: it is where it happens. */
function hasDeclaration({ form }: Draft): boolean {
  return form !== 'disk' && form !== 'promise';
}

export function findingOf(draft: Draft, context: JudgeContext): Finding {
  const { program, locate } = context;
  const { write, read } = draft.story;
  const telling: Telling = {
    symbol: draft.symbol,
    role: draft.role,
    form: draft.form,
    writer: write && requestOf(write, program),
    reader: read && requestOf(read, program),
    writerUnits: draft.writerUnits,
    strandedUnits: draft.strandedUnits,
    fallback: draft.fallback,
    areSeparate: areSeparate(draft.writerUnits, program),
  };
  return {
    id: identify(draft, context),
    rule: draft.rule,
    ...locate(draft.place.module, draft.place.at),
    symbol: draft.symbol,
    form: draft.form,
    role: draft.role,
    verdict: draft.verdict === 'unsafe' ? 'unsafe' : 'advisory',
    severity: draft.severity,
    effects: [...draft.effects],
    reached: draft.reached,
    package: context.packageOf(draft.place.module.file),
    units: [...draft.units],
    accesses: draft.accesses.map((access) => reported(access, context)),
    trail: [...trailOf(hasDeclaration(draft) ? draft.place : undefined, draft.story, program, locate)],
    message: draft.message ?? messageFrom(draft, telling),
    // What has no effect of the list says in its own words what goes wrong.
    impact:
      draft.effects.length === 0 && draft.message !== undefined ? [draft.message] : impactOf(draft.effects, telling),
    decision: [...draft.decision],
    remedies: draft.remedies,
    companions: [...draft.companions],
  };
}

function messageFrom({ form, rule, verdict, reason }: Draft, telling: Telling): string {
  if (TELL_THEMSELVES.has(form) || rule === 'no-frozen-at-init') return reason;
  return verdict === 'advisory' ? `${messageOf(telling)} ${reason}` : messageOf(telling);
}

export function clearedOf(draft: Draft, context: JudgeContext): Cleared {
  return {
    id: identify(draft, context),
    ...context.locate(draft.place.module, draft.place.at),
    symbol: draft.symbol,
    form: draft.form,
    role: draft.role,
    reached: draft.reached,
    package: context.packageOf(draft.place.module.file),
    decision: [...draft.decision],
    reason: draft.reason,
  };
}

function reported(access: Access, { program, locate }: JudgeContext): ReportedAccess {
  const { module, fn, operation } = access;
  return {
    ...locate(module, access.at),
    operation,
    phase: fn !== MODULE && program.reach.of(access)?.request !== false ? 'request' : 'init',
    fn: module.functions[fn]?.name ?? '',
  };
}
