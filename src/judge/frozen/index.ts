import { MODULE, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import type { Role, Severity, Verdict } from '../../model/words.js';
import type { Program } from '../../program/index.js';
import { variableRoot, type Root } from '../../program/targets.js';
import { SECRETS, words } from '../evidence/names.js';
import { freshnessOf, type Freshness } from './fresh.js';
import { usesOf, type Use } from './uses.js';

/** Values that are computed while a module loads and that requests then take for fresh. */

export interface Frozen {
  module: ModuleFacts;
  at: Span;
  declaration: Span;
  name: string;
  /** The variable; absent for the default of a schema. */
  root?: Extract<Root, { kind: 'variable' }>;
  freshness: Freshness;
  uses: readonly Use[];
  verdict: Verdict;
  role: Role;
  severity: Severity;
  reason: string;
}

/** What measures the life of the process, or names it, is right to be made once. */
const OF_PROCESS =
  /^(start(ed|up)?|boot(ed)?|launch(ed)?|init(ialized)?|cold|warm|load(ed)?|up|uptime|since|deploy(ed|ment)?|build|built|compiled?|versions?|release|began|process|server|instance|worker|host(name)?|node|pod|machine|container|runner|seed|cache|bust(er)?|owner|holder|lock|consumer|boundary|prefix)$/;
const EXPIRES = /^(expir\w*|ttl|until|deadline|valid)$/;
const DEFAULTS = /^(default|defaultValue)$/;

export function frozenValues(program: Program): Frozen[] {
  const candidates = [...program.modules.all()].flatMap((module) =>
    program.modules.isBrowser(module) || !program.reach.knows(module.file) ? [] : [...candidatesIn(module, program)],
  );
  const uses = usesOf(new Set(candidates.map(({ root }) => root.id)), program);
  return [
    ...candidates.flatMap((candidate) => judged(candidate, uses.get(candidate.root.id) ?? [], program)),
    ...[...program.modules.all()].flatMap((module) => [...defaultsIn(module, program)]),
  ];
}

interface Candidate {
  root: Extract<Root, { kind: 'variable' }>;
  module: ModuleFacts;
  freshness: Freshness;
}

function* candidatesIn(module: ModuleFacts, program: Program): Generator<Candidate> {
  for (const [id, variable] of module.variables.entries()) {
    const value = valueAtLoad(module, id);
    if (variable.fn !== MODULE || !value) continue;
    if (variable.declared !== 'const' && variable.declared !== 'let' && variable.declared !== 'var') continue;
    const freshness = freshnessOf(module, value, program);
    const root = variableRoot(module, id);
    if (freshness && root.kind === 'variable') yield { root, module, freshness };
  }
}

/** What is assigned again is state, and judged as such, unless its module does so: `let key = env.KEY; if (!key) key = random()`. */
function valueAtLoad(module: ModuleFacts, id: number): Value | undefined {
  const { values = [] } = module.variables[id] ?? {};
  const isIt = (target: Value): boolean => target.kind === 'variable' && target.id === id;
  const isAtLoad = module.writes.every(({ target, fn }) => !isIt(target) || fn === MODULE);
  if (values.length < 2) return values[0];
  return isAtLoad ? { kind: 'either', of: values } : undefined;
}

function judged({ root, module, freshness }: Candidate, uses: readonly Use[], program: Program): Frozen[] {
  const { variable } = root;
  const refused = freshness.source === 'random' && isWorker(module, program);
  if (uses.length === 0 && !refused) return [];
  const base = {
    ...{ module, root, freshness, uses },
    ...{ at: variable.at, declaration: variable.declaration, name: variable.name },
  };
  if (refused) {
    const reason = `${variable.name} is a random value that is made while the Worker loads, which the platform refuses: the deployment fails.`;
    return [{ ...base, verdict: 'unsafe', role: 'other', severity: 'high', reason }];
  }
  const harmless = whyHarmless(variable.name, freshness, uses);
  if (harmless) return [{ ...base, verdict: 'safe', role: 'constant', severity: 'low', reason: harmless }];
  if (freshness.isCoarse) {
    const reason = `${variable.name} stays what it was when the instance started, over midnight of New Year too.`;
    return [{ ...base, verdict: 'advisory', role: 'constant', severity: 'low', reason }];
  }
  return [{ ...base, verdict: 'unsafe', ...consequenceOf(variable.name, freshness, uses) }];
}

function whyHarmless(name: string, { source }: Freshness, uses: readonly Use[]): string | undefined {
  const own = words(name);
  const isSecret = source === 'random' && own.some((word) => SECRETS.test(word));
  if (!isSecret && own.some((word) => OF_PROCESS.test(word)))
    return 'It says when this instance started, or which one it is: made once is right.';
  if (uses.every(({ as }) => as === 'elapsed'))
    return 'What has passed since this instance started is measured with it.';
  const isOfRequest = /request|correlation|trace|^req/i.test(name);
  if (!isOfRequest && uses.every(({ as }) => as === 'elapsed' || as === 'logged' || as === 'told'))
    return 'It only tells of this instance, in its log or its status.';
  return undefined;
}

function consequenceOf(
  name: string,
  { source, isFallback }: Freshness,
  uses: readonly Use[],
): { role: Role; severity: Severity; reason: string } {
  const own = words(name);
  const isRecorded = uses.some(({ as }) => as === 'recorded');
  if (source === 'clock') {
    if (own.some((word) => EXPIRES.test(word)))
      return {
        role: 'security',
        severity: 'high',
        reason: `${name} is computed once, when the instance starts: after that time everything that it is given to has expired already.`,
      };
    return {
      role: 'other',
      severity: isRecorded ? 'high' : 'medium',
      reason: `${name} is the time at which the instance started, not that of the request${isRecorded ? ': records carry the date of the cold start' : ''}.`,
    };
  }
  if (own.some((word) => SECRETS.test(word)))
    return {
      role: 'security',
      severity: isFallback ? 'high' : 'critical',
      reason: `${name} is made at random by each instance${isFallback ? ' unless it is configured' : ''}: what one has signed, hashed or encrypted with it, the next refuses.`,
    };
  return {
    role: isRecorded ? 'id-sequence' : 'other',
    severity: isRecorded ? 'high' : 'medium',
    reason: `${name} is made once, when the instance starts: all requests that it answers share it.`,
  };
}

function isWorker(module: ModuleFacts, program: Program): boolean {
  const units = program.reach.unitsOfFile(module.file);
  return program.entries.some(({ platform, unit }) => platform === 'cloudflare-workers' && units.has(unit));
}

/** `{ type: Date, default: Date.now() }`: a schema whose default was computed when it was declared. */
function* defaultsIn(module: ModuleFacts, program: Program): Generator<Frozen> {
  if (program.modules.isBrowser(module) || program.reach.unitsOfFile(module.file).size === 0) return;
  for (const [id, object] of module.objects.entries()) {
    if (object.fn !== MODULE) continue;
    for (const { key, value, at } of object.properties) {
      if (!DEFAULTS.test(key) || value.kind === 'function' || !isOption(module, id)) continue;
      const freshness = freshnessOf(module, value, program);
      if (!freshness || freshness.isCoarse) continue;
      const name = ownerOf(module, { kind: 'object', id });
      const what = freshness.source === 'clock' ? 'the time at which the instance started' : 'one random value';
      const reason = `The default of ${name ?? 'a field'} is computed once, when the module loads: all records of an instance get ${what}.`;
      yield {
        ...{ module, at, declaration: at, name: name ?? key, freshness, uses: [] },
        ...{ verdict: 'unsafe', role: 'entity', severity: 'high', reason },
      };
    }
  }
}

/** Beside a default stands what the field is: `{ type: Date, default: … }`. */
function isOption(module: ModuleFacts, id: number): boolean {
  return module.objects[id]?.properties.some(({ key }) => /^(type|required|allowNull|index)$/.test(key)) ?? false;
}

function ownerOf(module: ModuleFacts, value: Extract<Value, { kind: 'object' }>): string | undefined {
  return module.objects
    .flatMap(({ properties }) => properties)
    .find((property) => property.value.kind === 'object' && property.value.id === value.id)?.key;
}
