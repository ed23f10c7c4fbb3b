import { analyze, ScopeType, type Variable as TheirVariable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/utils';
import { describe, expect, it } from 'vitest';
import { spanOf } from '../../src/facts/context.js';
import { factsOf } from '../../src/facts/index.js';
import type { Variable } from '../../src/model/facts.js';
import { oxcParser, type Program } from '../../src/syntax/parse.js';
import { realSources, snippetSources, type Source } from './corpus.js';

/**
 * Our binder works in the walk that makes the facts; typescript-eslint's scope-manager is slower and well proven. Both must bind every
 * name that stands for a value to the same declaration, and neither may see a name that the other does not.
 */

/** Where we differ from the scope-manager on purpose. `covers` is asked about each name that is bound differently. */
const intended: readonly { what: string; reason: string; covers: (name: BoundName) => boolean }[] = [
  {
    what: 'names in types',
    reason: 'types are not walked: nothing of them runs. Only the name of an annotation is looked up, as a hint',
    covers: ({ ours, ancestors }) => ours === 'unseen' && ancestors.some(({ type }) => TYPES.test(type)),
  },
  {
    what: '`declare` names',
    reason: 'they say what the host or another script provides, so they are globals to us',
    covers: ({ ours, theirs }) =>
      ours === 'global' && theirs?.defs.every(({ node, parent }) => isAmbient(parent ?? node)) === true,
  },
  {
    what: 'the body of `declare namespace`',
    reason: 'it is a description, no code',
    covers: ({ ours, ancestors }) => ours === 'unseen' && ancestors.some(isAmbient),
  },
  {
    what: 'closing tags, and tags with a namespace',
    reason: 'a closing tag says again what its opening tag said, and `<svg:rect>` is markup',
    covers: ({ ours, ancestors }) =>
      ours === 'unseen' && ancestors.some(({ type }) => /^JSX(?:ClosingElement|NamespacedName)$/.test(type)),
  },
  {
    what: 'the members of `namespace A.B`',
    reason: 'the scope-manager does not declare `A` for it; to us it is the namespace',
    covers: ({ theirs, variable }) => theirs === undefined && variable?.declared === 'namespace',
  },
];

const TYPES =
  /^TS(?:TypeQuery|TypeAnnotation|TypeLiteral|TypeParameter|InterfaceDeclaration|TypeAliasDeclaration|Abstract\w+)/;

function isAmbient(node: TSESTree.Node): boolean {
  return node.type === 'TSDeclareFunction' || ('declare' in node && node.declare);
}

interface BoundName {
  /** Id of our variable. */
  ours: number | 'global' | 'unseen';
  variable: Variable | undefined;
  theirs: TheirVariable | undefined;
  ancestors: readonly TSESTree.Node[];
}

describe('the binder agrees with @typescript-eslint/scope-manager', () => {
  it.each(snippetSources)('on $file', (source) => {
    const { names, differences } = compared(source);
    expect(differences).toEqual([]);
    expect(names).toBeGreaterThan(source.text.trim() === '' ? -1 : 0);
  });

  it.each(intended)('but for $what, because $reason', ({ covers }) => {
    expect(snippetSources.some((source) => compared(source).differing.some(covers))).toBe(true);
  });

  it('on real programs', { timeout: 300_000 }, () => {
    let files = 0;
    let total = 0;
    const found: string[] = [];
    for (const source of realSources()) {
      const { names, differences } = compared(source);
      if (names > 0) files++;
      total += names;
      found.push(...differences);
    }
    if (process.env.COLDSTATE_CORPUS) process.stdout.write(`${total} names in ${files} files compared\n`);
    expect(found).toEqual([]);
    expect(total).toBeGreaterThan(10_000);
  });
});

const parser = oxcParser();

interface Comparison {
  names: number;
  /** Bound differently, intended or not. */
  differing: BoundName[];
  /** In words, and not intended. */
  differences: string[];
}

function compared(source: Source): Comparison {
  const { program } = parser.parse(source.file, source.text);
  if (!program) return { names: 0, differing: [], differences: [] };
  const ancestors = ancestorsIn(program);
  const differing: BoundName[] = [];
  const differences: string[] = [];
  const place = (offset: number): string => `${source.file}:${source.text.slice(0, offset).split('\n').length}`;

  const ours = new Map<number, number | 'global'>();
  const facts = factsOf(source.file, program, {
    onReference: (name, id) => ours.set(startOf(name), id ?? 'global'),
  });
  const { references, declared } = theirBindings(program);

  // One variable of theirs is one variable of ours, and the other way round: names that merge by mistake would pass otherwise.
  const pairs = new Map<number | TheirVariable, number | TheirVariable>();
  for (const [at, { name, variable: theirs }] of references) {
    const mine = ours.get(at) ?? 'unseen';
    // To the scope-manager, a declaration with a value mentions its own name. We need not look up what is being declared.
    if (mine === 'unseen' && declared.has(at)) continue;
    const variable = typeof mine === 'number' ? facts.variables[mine] : undefined;
    const bound: BoundName = { ours: mine, variable, theirs, ancestors: ancestors.get(at) ?? [] };
    if (agrees(bound, pairs)) continue;
    differing.push(bound);
    if (intended.some(({ covers }) => covers(bound))) continue;
    const own = variable ? `${variable.declared} at ${place(variable.at[0])}` : mine;
    const other = theirs ? `declared at ${place(theirs.identifiers[0]?.range[0] ?? 0)}` : 'global';
    differences.push(`${place(at)} ${name}: ${own}, scope-manager: ${other}`);
  }
  for (const at of ours.keys()) {
    if (!references.has(at) && !declared.has(at)) differences.push(`${place(at)}: no name for the scope-manager`);
  }
  return { names: references.size, differing, differences };
}

function agrees(
  { ours, variable, theirs }: BoundName,
  pairs: Map<number | TheirVariable, number | TheirVariable>,
): boolean {
  if (theirs === undefined || typeof ours !== 'number') return theirs === undefined && ours === 'global';
  if (!theirs.identifiers.some((identifier) => startOf(identifier) === variable?.at[0])) return false;
  if (!pairs.has(theirs) && !pairs.has(ours)) pairs.set(theirs, ours).set(ours, theirs);
  return pairs.get(theirs) === ours && pairs.get(ours) === theirs;
}

/** Value references by offset, and the offsets of everything that is declared. */
function theirBindings(program: Program): {
  references: Map<number, { name: string; variable: TheirVariable | undefined }>;
  declared: Set<number>;
} {
  const manager = analyze(program, { sourceType: 'module', lib: [], jsxPragma: null });
  const references = new Map<number, { name: string; variable: TheirVariable | undefined }>();
  const declared = new Set<number>();
  for (const scope of manager.scopes) {
    for (const variable of scope.variables) for (const { range } of variable.identifiers) declared.add(range[0]);
    for (const { identifier, resolved, isValueReference } of scope.references) {
      if (!isValueReference) continue;
      // `arguments` and other names that come with a scope have no declaration.
      const variable = resolved && resolved.defs.length > 0 ? outsideOfClass(resolved) : undefined;
      references.set(identifier.range[0], { name: identifier.name, variable });
    }
  }
  return { references, declared };
}

/** The scope-manager declares the name of a class once more inside of it. */
function outsideOfClass(variable: TheirVariable): TheirVariable {
  const { scope, name } = variable;
  const outer = scope.type === ScopeType.class ? scope.upper.set.get(name) : undefined;
  return outer?.identifiers.some((one) => one === variable.identifiers[0]) ? outer : variable;
}

function startOf(node: TSESTree.Node): number {
  return node.range[0];
}

/** What stands around each identifier, by its offset. Gives the nodes the ranges that the scope-manager reads, too. */
function ancestorsIn(program: Program): Map<number, readonly TSESTree.Node[]> {
  const found = new Map<number, readonly TSESTree.Node[]>();
  const visit = (node: TSESTree.Node, above: readonly TSESTree.Node[]): void => {
    node.range = [...spanOf(node)];
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') found.set(startOf(node), above);
    const here = [...above, node];
    for (const child of Object.values(node).flat() as unknown[]) if (isNode(child)) visit(child, here);
  };
  visit(program, []);
  return found;
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
