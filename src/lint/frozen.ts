import type { Rule, SourceCode } from 'eslint';
import type { Node } from 'estree';
import type { Finding } from '../model/report.js';
import { declaredAt } from './declared.js';

/**
 * `const DEFAULTS = { page: 1 }` is written down like a constant. Where a request changes it all the same, a frozen one says so at the place
 * that does: the write throws, and in TypeScript it does not compile. Of what is filled later there would be nothing left.
 */
export function frozen({ line, column }: Finding, code: SourceCode): Rule.ReportFixer | undefined {
  const [definition] = declaredAt(code, line, column - 1)?.defs ?? [];
  if (definition?.type !== 'Variable' || definition.parent.kind !== 'const') return undefined;
  const { init } = definition.node;
  if (!init || !isFilled(init)) return undefined;
  return (fixer) => [fixer.insertTextBefore(init, 'Object.freeze('), fixer.insertTextAfter(init, ')')];
}

/** What TypeScript lays around an expression: `{ … } as const`, `[ … ] satisfies string[]`. */
type Wrapped = Node | { type: 'TSAsExpression' | 'TSSatisfiesExpression'; expression: Node };

function isFilled(value: Wrapped): boolean {
  switch (value.type) {
    case 'ObjectExpression':
      return value.properties.length > 0;
    case 'ArrayExpression':
      return value.elements.length > 0;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return isFilled(value.expression);
    default:
      return false;
  }
}
