/** CDK stacks: `new NodejsFunction(this, id, { entry, handler })` and `new Function(this, id, { handler, code: Code.fromAsset(dir) })`. */
import { dirname, join } from 'node:path/posix';
import type { CallFacts, ModuleFacts, Value } from '../../model/facts.js';
import type { PackageView } from '../../model/project.js';
import { constantOf, importEvidence, isOf, propertyOf } from '../look.js';
import { rootsOf, stemOf } from '../paths.js';
import { scalingOf, type Declarations, type DeclaredFunction } from './declared.js';

const PACKAGES = ['aws-cdk-lib', '@aws-cdk/aws-lambda', '@aws-cdk/aws-lambda-nodejs'];

export const cdk: Declarations = {
  detect: (view) => (cdk.functions(view).length > 0 ? importEvidence(view, PACKAGES) : undefined),
  functions: (view) =>
    view.sources.flatMap((file) => {
      const facts = view.facts(file);
      return facts?.imports.some(({ source }) => isOf(source, PACKAGES)) ? functionsIn(view, facts) : [];
    }),
};

type Construct = (stack: Stack) => { handler: string; code?: string } | undefined;

const zipped: Construct = ({ facts, props }) => {
  const handler = literalOf(facts, propertyOf(facts, props, 'handler'));
  const code = propertyOf(facts, props, 'code');
  const asset = code?.kind === 'call' ? facts.calls[code.id]?.args[0] : undefined;
  return handler ? { handler, code: (asset && pathOf(facts, asset)) ?? '.' } : undefined;
};

const constructs: Readonly<Record<string, Construct>> = {
  NodejsFunction: ({ facts, unit, props }) => {
    const entry = propertyOf(facts, props, 'entry');
    // Without `entry`, CDK takes the file beside the stack that carries the construct's id.
    const path = entry ? pathOf(facts, entry) : `${stemOf(facts.file)}.${unit}`;
    if (path === undefined) return undefined;
    return { handler: `${stemOf(path)}.${literalOf(facts, propertyOf(facts, props, 'handler')) ?? 'handler'}` };
  },
  Function: zipped,
  EdgeFunction: zipped,
};

interface Stack {
  facts: ModuleFacts;
  unit: string;
  props: Value | undefined;
}

function functionsIn(view: PackageView, facts: ModuleFacts): DeclaredFunction[] {
  return facts.calls.flatMap((call): DeclaredFunction[] => {
    const construct = call.new ? constructs[nameOfCallee(call)] : undefined;
    const unit = literalOf(facts, call.args[1]);
    const props = call.args[2];
    if (!construct || !unit || isForeignRuntime(facts, props)) return [];
    const found = construct({ facts, unit, props });
    if (!found) return [];
    // Asset paths are relative to where `cdk` runs: the directory of the package, in practice.
    const roots = ['', view.package.dir, ...rootsOf(facts.file, view.package.dir)].map((root) =>
      join(root, found.code ?? '.'),
    );
    const isEdge = nameOfCallee(call) === 'EdgeFunction';
    return [
      {
        ...{ config: facts.file, unit, handler: found.handler, roots, triggers: [] },
        ...scalingOf(numberOf(facts, propertyOf(facts, props, 'reservedConcurrentExecutions')), undefined),
        ...(isEdge ? { flavour: 'lambda-edge' } : {}),
      },
    ];
  });
}

function nameOfCallee({ callee }: CallFacts): string {
  if (callee.kind === 'import') return callee.name;
  return callee.kind === 'member' ? callee.key : '';
}

/** `Runtime.PYTHON_3_12` and the like. */
function isForeignRuntime(facts: ModuleFacts, props: Value | undefined): boolean {
  const runtime = propertyOf(facts, props, 'runtime');
  return runtime?.kind === 'member' && !/^NODEJS|^\*$/.test(runtime.key);
}

function literalOf(facts: ModuleFacts, value: Value | undefined): string | undefined {
  const literal = value && constantOf(facts, value);
  return literal?.kind === 'literal' && typeof literal.value === 'string' ? literal.value : undefined;
}

function numberOf(facts: ModuleFacts, value: Value | undefined): unknown {
  const literal = value && constantOf(facts, value);
  return literal?.kind === 'literal' ? literal.value : undefined;
}

/** A literal, or `path.join(__dirname, '..', 'lambda')` relative to the root of the audit. */
function pathOf(facts: ModuleFacts, value: Value): string | undefined {
  const literal = literalOf(facts, value);
  if (literal !== undefined) return literal;
  const constant = constantOf(facts, value);
  const call = constant.kind === 'call' ? facts.calls[constant.id] : undefined;
  if (!call || !['join', 'resolve'].includes(nameOfCallee(call))) return undefined;
  const parts = call.args.map((arg) => (isDirname(arg) ? dirname(facts.file) : literalOf(facts, arg)));
  return parts.every((part) => part !== undefined) ? join(...parts) : undefined;
}

const isDirname = (value: Value): boolean =>
  (value.kind === 'global' && value.name === '__dirname') || (value.kind === 'member' && value.key === 'dirname');
